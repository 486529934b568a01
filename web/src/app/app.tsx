import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ConfigProvider, App as Notices } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useMemo } from 'react';
import { queryClient } from '../api/query-client.ts';
import { ConfirmProvider } from '../components/confirm.tsx';
import { FormatProvider } from '../format/format-provider.tsx';
import { antdTheme } from '../theme/antd-theme.ts';
import { useLanguage } from '../words/words.ts';
import { router } from './router.ts';
import { useDark } from './theme.ts';

/** The console. */
export function App(): React.JSX.Element {
  const dark = useDark();
  const language = useLanguage();
  // antd's calendars take their words from here.
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  const theme = useMemo(() => ({ ...antdTheme(dark), zeroRuntime: true }), [dark]);
  return (
    <ConfigProvider theme={theme} locale={language === 'zh' ? zhCN : enUS} wave={{ disabled: true }}>
      <QueryClientProvider client={queryClient}>
        <FormatProvider>
          {/* What `App.useApp()` says lies over all pages. */}
          <Notices component={false}>
            <ConfirmProvider>
              <RouterProvider router={router} />
            </ConfirmProvider>
          </Notices>
        </FormatProvider>
      </QueryClientProvider>
    </ConfigProvider>
  );
}
