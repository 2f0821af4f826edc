// Plain old JavaScript on purpose: it must run in the very browsers that it turns away.
(function () {
  var fits =
    'noModule' in HTMLScriptElement.prototype &&
    typeof Array.prototype.toSorted === 'function' &&
    typeof WebSocket === 'function';
  if (fits) return;
  document.addEventListener('DOMContentLoaded', function () {
    var place = document.getElementById('app');
    var sentence = document.createElement('p');
    sentence.textContent =
      'This browser is too old for Hearth. Update it, or use Firefox 115, Chrome 110, Safari 16.4 or anything newer.';
    place.appendChild(sentence);
  });
})();
