/** Made by build/antd-css.ts. */
declare module 'virtual:antd.css';
