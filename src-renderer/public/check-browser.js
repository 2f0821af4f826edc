// Plain old JavaScript on purpose: it must run in the very browsers that it turns away.
(function () {
  var fits =
    'noModule' in HTMLScriptElement.prototype &&
    typeof Array.prototype.toSorted === 'function' &&
    typeof WebSocket === 'function' &&
    typeof crypto === 'object' &&
    typeof crypto.getRandomValues === 'function' &&
    typeof CSS === 'object' &&
    CSS.supports('color', 'color-mix(in srgb, red, blue)');
  if (fits) return;
  // The app looks for this and stays away, so that the one sentence stands alone.
  document.documentElement.setAttribute('data-too-old', '');
  document.addEventListener('DOMContentLoaded', function () {
    var place = document.createElement('main');
    var title = document.createElement('h1');
    var sentence = document.createElement('p');
    place.className = 'too-old';
    title.appendChild(document.createTextNode('Hearth'));
    sentence.setAttribute('role', 'alert');
    sentence.appendChild(
      document.createTextNode(
        'This browser is too old for Hearth. Update it, or use Firefox 115, Chrome 111, Edge 111, Safari 16.4 or anything newer.',
      ),
    );
    place.appendChild(title);
    place.appendChild(sentence);
    document.getElementById('app').appendChild(place);
  });
})();
