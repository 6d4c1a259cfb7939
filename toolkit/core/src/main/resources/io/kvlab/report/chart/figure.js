// Draws the figures of a page: colours named "ink:role/opacity" become those of the ground in use.
window.kvlabFigures = window.kvlabFigures || (function () {
  const dark = window.matchMedia ? window.matchMedia('(prefers-color-scheme: dark)') : { matches: false };
  const drawn = [];

  // A JupyterLab page says itself whether it is dark, whatever the system is.
  function isDark() {
    const light = document.body && document.body.dataset.jpThemeLight;
    return light ? light === 'false' : dark.matches;
  }

  function color(ink, themes) {
    const [role, opacity] = ink.substring(4).split('/');
    const hex = themes[isDark() ? 'dark' : 'light'][role];
    if (!opacity) return hex;
    const channels = [1, 3, 5].map(i => parseInt(hex.substring(i, i + 2), 16));
    return 'rgba(' + channels.join(',') + ',' + opacity + ')';
  }

  function inked(value, themes) {
    if (typeof value === 'string') return value.startsWith('ink:') ? color(value, themes) : value;
    if (Array.isArray(value)) {
      const plain = value.length > 0 && typeof value[0] === 'number';
      return plain ? value : value.map(item => inked(item, themes));
    }
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inked(item, themes)]));
    }
    return value;
  }

  function draw(figure) {
    const config = { responsive: true, displaylogo: false };
    window.Plotly.react(
      figure.target, inked(figure.data, figure.themes), inked(figure.layout, figure.themes), config);
  }

  function redraw() {
    drawn.splice(0, drawn.length, ...drawn.filter(figure => document.contains(figure.target)));
    drawn.forEach(draw);
  }

  if (dark.addEventListener) dark.addEventListener('change', redraw);
  if (window.MutationObserver && document.body) {
    new MutationObserver(redraw).observe(document.body, { attributeFilter: ['data-jp-theme-light'] });
  }

  return function (target, data, layout, themes) {
    const figure = { target: document.getElementById(target), data, layout, themes };
    drawn.push(figure);
    draw(figure);
  };
})();
