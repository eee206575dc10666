// Says in one sentence that a browser is too old, where the page would stay empty. In syntax that every browser reads, and a file of its
// own: a policy on scripts allows it by its address. What is asked for here is what is really used and came last (oldest-browsers.json).
(function () {
  var has = window.CSS && CSS.supports && CSS.supports('color', 'light-dark(#000, #fff)') && [].toSorted && window.URL && URL.canParse && window.AbortSignal && AbortSignal.any
  if (has) return
  var chinese = /^zh/i.test(navigator.language || '')
  var note = document.createElement('p')
  note.setAttribute('role', 'alert')
  note.style.cssText = 'margin: 48px auto; max-width: 560px; padding: 0 16px'
  note.lang = chinese ? 'zh' : 'en'
  note.appendChild(document.createTextNode(chinese
    ? '此浏览器版本过旧，无法运行 Darkroom：请更新浏览器，或使用 Chrome 123、Edge 123、Firefox 128、Safari 17.5（及 iOS 17.5）或更新的版本。'
    : 'This browser is too old for Darkroom: please update it, or use Chrome 123, Edge 123, Firefox 128, Safari 17.5 (also iOS 17.5) or anything newer.'))
  document.getElementById('app').appendChild(note)
  document.documentElement.setAttribute('data-too-old', '')
})()
