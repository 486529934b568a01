/** The console's icons: 16 × 16, drawn with the text's colour. */
const drawings = {
  search: (
    <>
      <circle cx="7" cy="7" r="4.600" />
      <path d="M10.400 10.400l3.400 3.400" />
    </>
  ),
  overview: (
    <>
      <rect x="2.2" y="2.2" width="5" height="6.4" rx="1" />
      <rect x="9" y="2.2" width="4.8" height="3.6" rx="1" />
      <rect x="2.2" y="10.4" width="5" height="3.4" rx="1" />
      <rect x="9" y="7.6" width="4.8" height="6.2" rx="1" />
    </>
  ),
  runs: (
    <>
      <path d="M6 4h7.8M6 8h7.8M6 12h7.8" />
      <path d="M2.3 3.4v1.2l1-.6zM2.3 7.4v1.2l1-.6zM2.3 11.4v1.2l1-.6z" fill="currentColor" />
    </>
  ),
  shops: (
    <>
      <path d="M2.6 6.6v6.2c0 .5.4 1 1 1h8.8c.6 0 1-.5 1-1V6.6M1.8 5.2l1.5-3h9.4l1.5 3c0 1-.8 1.7-1.6 1.7S11 6.2 11 5.2c0 1-.7 1.7-1.5 1.7S8 6.2 8 5.2c0 1-.7 1.7-1.5 1.7S5 6.2 5 5.2c0 1-.8 1.7-1.6 1.7S1.8 6.2 1.8 5.2zM6.5 13.8v-3.4h3v3.4" />
    </>
  ),
  calendar: (
    <>
      <rect x="2.2" y="3.2" width="11.6" height="10.6" rx="1.6" />
      <path d="M2.2 6.6h11.6M5.4 1.8v2.6M10.6 1.8v2.6" />
    </>
  ),
  inbox: (
    <>
      <path d="M2 9.2l1.8-6c.1-.5.5-.8 1-.8h6.4c.5 0 .9.3 1 .8l1.8 6v3c0 .8-.6 1.4-1.4 1.4H3.4c-.8 0-1.4-.6-1.4-1.4z" />
      <path d="M2 9.2h3.4l1 1.8h3.2l1-1.8H14" />
    </>
  ),
  bell: (
    <>
      <path d="M4 7a4 4 0 0 1 8 0c0 3.4 1.4 4.2 1.4 4.2H2.6S4 10.400 4 7zM6.600 13.600c.6.600 2.200.600 2.800 0" />
    </>
  ),
  chart: (
    <>
      <path d="M2.4 2.400v9.800c0 .8.600 1.400 1.400 1.400h9.800M5.600 10.600V8M8.600 10.600V4.800M11.600 10.600V6.600" />
    </>
  ),
  nodes: (
    <>
      <rect x="2.200" y="2.600" width="11.600" height="4.400" rx="1.200" />
      <rect x="2.200" y="9" width="11.600" height="4.400" rx="1.200" />
      <path d="M4.800 4.800h.1M4.800 11.200h.1M7.200 4.800h4M7.200 11.200h4" />
    </>
  ),
  browser: (
    <>
      <rect x="1.800" y="2.800" width="12.400" height="10.400" rx="1.600" />
      <path d="M1.800 6h12.400M4 4.400h.1M5.800 4.400h.1" />
    </>
  ),
  flow: (
    <>
      <circle cx="3.800" cy="4" r="1.800" />
      <circle cx="12.200" cy="8" r="1.800" />
      <circle cx="3.800" cy="12" r="1.800" />
      <path d="M5.600 4h2c1.600 0 1.200 4 2.800 4M5.600 12h2c1.600 0 1.200-4 2.800-4" />
    </>
  ),
  gear: (
    <>
      <circle cx="8" cy="8" r="2.100" />
      <path d="M8 1.800v1.800M8 12.400v1.800M1.800 8h1.800M12.400 8h1.800M3.600 3.600l1.300 1.300M11.100 11.100l1.300 1.300M3.600 12.400l1.300-1.300M11.100 4.900l1.300-1.300" />
    </>
  ),
  down: (
    <>
      <path d="M4.500 6.300L8 9.800l3.500-3.500" />
    </>
  ),
  skip: (
    <>
      <path d="M3.6 4.2l5.600 3.800-5.600 3.800zM12.200 4v8" />
    </>
  ),
  right: (
    <>
      <path d="M6.300 4.500L9.800 8l-3.500 3.500" />
    </>
  ),
  download: (
    <>
      <path d="M8 2.400v7.800M4.800 7.200L8 10.400l3.200-3.200M2.600 13.400h10.800" />
    </>
  ),
  image: (
    <>
      <rect x="2.200" y="2.800" width="11.600" height="10.400" rx="1.400" />
      <circle cx="5.800" cy="6.200" r="1" />
      <path d="M2.600 11.600l3.200-2.800 2 1.600 2.600-2.800 3 3" />
    </>
  ),
  tick: (
    <>
      <path d="M3 8.500l3.200 3.200L13 4.800" />
    </>
  ),
  retry: (
    <>
      <path d="M13.6 8a5.6 5.6 0 1 1-1.7-4" />
      <path d="M13.8 1.8v3h-3" />
    </>
  ),
  play: (
    <>
      <path d="M4.600 2.900v10.200L13 8z" />
    </>
  ),
  warning: (
    <>
      <path d="M8 2.2l6.1 11H1.9z" />
      <path d="M8 6.6v3.2M8 11.6v.1" />
    </>
  ),
  failed: (
    <>
      <circle cx="8" cy="8" r="6.9" fill="currentColor" stroke="none" />
      <path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" stroke="var(--icon-ground, var(--sheet))" />
    </>
  ),
  key: (
    <>
      <circle cx="5.400" cy="10.600" r="2.800" />
      <path d="M7.400 8.600l6-6M11 5l2 2" />
    </>
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="6.2" opacity=".28" />
      <path d="M8 1.8A6.2 6.2 0 0 1 14.2 8" />
    </>
  ),
  blocked: (
    <>
      <path d="M4 2.2h8M4 13.8h8M5 2.2v2.3c0 1.5 3 2.4 3 3.5s-3 2-3 3.5v2.3M11 2.2v2.3c0 1.5-3 2.4-3 3.5s3 2 3 3.5v2.3" />
    </>
  ),
  queued: (
    <>
      <path d="M2.5 4h11M2.5 8h11M2.5 12h6" />
    </>
  ),
  paused: (
    <>
      <path d="M5.400 3.200v9.600M10.600 3.200v9.600" strokeWidth="2" />
    </>
  ),
  more: (
    <>
      <circle cx="8" cy="8" r="6.200" />
      <path d="M5.200 8h.1M8 8h.1M10.800 8h.1" strokeWidth="1.800" />
    </>
  ),
  copy: (
    <>
      <rect x="5.400" y="5.400" width="8" height="8" rx="1.400" />
      <path d="M10.600 5.400V3.800c0-.7-.5-1.200-1.200-1.200H3.800c-.7 0-1.200.5-1.200 1.200v5.600c0 .7.500 1.200 1.200 1.200h1.600" />
    </>
  ),
  dots: (
    <>
      <path d="M3.500 8h.1M8 8h.1M12.500 8h.1" strokeWidth="2" />
    </>
  ),
  succeeded: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M5.3 8.2l1.9 1.9 3.6-4" />
    </>
  ),
  target: (
    <>
      <circle cx="8" cy="8" r="5.400" />
      <path d="M8 1.200v3M8 11.800v3M1.200 8h3M11.800 8h3" />
    </>
  ),
  wrap: (
    <>
      <path d="M2.400 4h11.200M2.400 8h8.800c3 0 3 4 0 4H8.600M10.200 10.200L8.400 12l1.800 1.800M2.400 12h3" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M3.7 12.3l8.6-8.6" />
    </>
  ),
  expired: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.6V8" />
      <path d="M3.6 3.600l8.800 8.800" />
    </>
  ),
  scheduled: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.8V8l2.2 1.6" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3v10M3 8h10" />
    </>
  ),
  up: (
    <>
      <path d="M8 12.800V3.400M4.200 7.200L8 3.400l3.800 3.800" />
    </>
  ),
  columns: (
    <>
      <rect x="2.200" y="2.800" width="11.600" height="10.400" rx="1.400" />
      <path d="M6.200 2.800v10.400M10 2.800v10.400" />
    </>
  ),
  close: (
    <>
      <path d="M4 4l8 8M12 4l-8 8" />
    </>
  ),
  filter: (
    <>
      <path d="M2.200 3.600h11.600M4.400 8h7.200M6.600 12.400h2.800" />
    </>
  ),
  retrying: (
    <>
      <path d="M13.6 8a5.6 5.6 0 1 1-1.7-4" />
      <path d="M13.8 1.8v3h-3" />
    </>
  ),
  left: (
    <>
      <path d="M9.7 4.5L6.2 8l3.500 3.500" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.6v1.500M8 12.9v1.500M1.6 8h1.500M12.9 8h1.500M3.5 3.500l1 1M11.5 11.500l1 1M3.5 12.500l1-1M11.5 4.500l1-1" />
    </>
  ),
  moon: (
    <>
      <path d="M13.4 9.7A5.800 5.800 0 0 1 6.300 2.600a5.800 5.800 0 1 0 7.100 7.100z" />
    </>
  ),
  globe: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M1.800 8h12.4M8 1.800c2.200 2 2.600 4 2.600 6.200S10.200 12.200 8 14.200C5.800 12.200 5.400 10.200 5.400 8S5.800 3.800 8 1.800z" />
    </>
  ),
  leave: (
    <>
      <path d="M6.400 13.600H3.600c-.7 0-1.200-.5-1.200-1.200V3.600c0-.7.5-1.200 1.200-1.200h2.800M10.600 11l3-3-3-3M13.400 8H6.200" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 7.400v3.600M8 5v.1" />
    </>
  ),
  keyboard: (
    <>
      <rect x="1.600" y="4" width="12.800" height="8.400" rx="1.400" />
      <path d="M4.200 6.600h.1M6.800 6.600h.1M9.400 6.600h.1M11.800 6.600h.1M5 9.800h6" />
    </>
  ),
};

export type IconName = keyof typeof drawings;

interface IconProps {
  readonly name: IconName;
  readonly small?: boolean;
  readonly className?: string;
}

/** An icon without words of its own: what it stands for is written beside it, or is its control's label. */
export function Icon({ name, small = false, className = '' }: IconProps): React.JSX.Element {
  return (
    <svg className={`icon ${small ? 'icon-small' : ''} ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      {drawings[name]}
    </svg>
  );
}
