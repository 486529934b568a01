// Sets theme and language before the first paint, so that neither flashes. A file of its own because the page's policy
// allows no inline scripts. The keys are those of src/app/preferences.ts.
(function () {
  var root = document.documentElement;
  var read = function (key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  var theme = read('drover.theme');
  var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  if (read('drover.language') === 'en') root.lang = 'en';
})();
