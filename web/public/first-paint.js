// Sets theme and language before the first paint, so that neither flashes. A file of its own because the page's policy
// allows no inline scripts. The keys are those of src/app/preferences.ts; who has chosen no language has the first of the
// browser's that there is, as src/words/first-language.model.ts says.
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
  var language = read('drover.language');
  for (var i = 0; language === null && i < navigator.languages.length; i++) {
    var tag = navigator.languages[i].toLowerCase().split('-')[0];
    if (tag === 'en' || tag === 'zh') language = tag;
  }
  if (language === 'en') root.lang = 'en';
})();
