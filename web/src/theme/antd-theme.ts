import { type ThemeConfig, theme } from 'antd';
import { palette } from './palette.ts';

/**
 * antd in the console's look, from the same colours as tokens.css. It is used twice: by the build, which makes antd's
 * styles from it (build/antd-css.ts), and by the page, for what components compute.
 */
export function antdTheme(dark: boolean): ThemeConfig {
  const colours = dark ? palette.dark : palette.light;
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: 'drover-antd', prefix: 'ant' },
    hashed: false,
    token: {
      colorPrimary: colours.ink,
      colorInfo: colours.link,
      colorLink: colours.link,
      colorSuccess: colours.succeeded,
      colorWarning: colours.blocked,
      colorError: colours.failed,
      colorText: colours.text,
      colorTextSecondary: colours.text2,
      colorTextTertiary: colours.text3,
      colorTextPlaceholder: colours.text3,
      colorTextDescription: colours.text3,
      colorTextLightSolid: colours.onInk,
      colorBgBase: colours.sheet,
      colorBgContainer: colours.sheet,
      colorBgElevated: dark ? colours.sunk : colours.sheet,
      colorBgLayout: colours.app,
      colorBorder: colours.control,
      colorBorderSecondary: colours.line,
      colorSplit: colours.line,
      colorFillAlter: colours.sunk,
      controlOutline: 'transparent',
      fontFamily:
        '"Segoe UI",-apple-system,Inter,"PingFang SC","HarmonyOS Sans SC","Noto Sans CJK SC","Microsoft YaHei UI",sans-serif',
      fontSize: 13,
      controlHeight: 30,
      controlHeightSM: 26,
      borderRadius: 6,
      fontWeightStrong: 600,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.12s',
      boxShadow: 'var(--shadow)',
      boxShadowSecondary: 'var(--shadow)',
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 400 },
      Table: { headerBg: colours.sunk, headerColor: colours.text2, cellPaddingBlockMD: 7 },
      Select: { optionSelectedBg: colours.hover },
    },
  };
}
