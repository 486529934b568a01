/**
 * The colours, light and dark. tokens.css has the same as variables (palette.test.ts holds them together); here they are
 * for what needs a value: antd's theme at build time, and charts.
 */
const light = {
  app: '#F1F1EE',
  sheet: '#FFFFFF',
  sunk: '#F8F8F6',
  hover: '#F4F4F1',
  line: '#E6E6E1',
  line2: '#D3D3CC',
  control: '#8B8D85',
  text: '#1B1C19',
  text2: '#53564F',
  text3: '#696C64',
  ink: '#22241F',
  onInk: '#FFFFFF',
  link: '#1F5BB5',
  focus: '#2F6FDE',
  blocked: '#855600',
  succeeded: '#1B6F45',
  failed: '#BB2525',
};

const dark: typeof light = {
  app: '#0E0F0D',
  sheet: '#161715',
  sunk: '#1C1D1B',
  hover: '#20221F',
  line: '#2A2C28',
  line2: '#3A3D38',
  control: '#6F7269',
  text: '#ECEDE8',
  text2: '#B0B3AA',
  text3: '#8F9289',
  ink: '#ECEDE8',
  onInk: '#171816',
  link: '#8DB4F5',
  focus: '#7AA7F7',
  blocked: '#E2B253',
  succeeded: '#62C692',
  failed: '#FF8079',
};

export const palette = { light, dark };
