// What the tests ask of an open page. It is put into every page before the page's own words; nothing of it is published.

const look = {violations: []}

addEventListener("securitypolicyviolation", event => look.violations.push(`${event.violatedDirective} ${event.blockedURI}`))

// ---- naming things in a message

look.name = element => {
  const own = element.localName + (element.id ? `#${element.id}` : [...element.classList].map(name => `.${name}`).join(""))
  const parent = element.parentElement
  return element.id || !parent || parent === document.body ? own : `${look.name(parent)} > ${own}`
}

look.short = words => JSON.stringify(words.trim().replace(/\s+/g, " ").slice(0, 40))

// ---- what can be seen

look.seen = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true})

// Every stretch of text that is drawn, with the boxes of its lines.
look.texts = function* () {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (!node.data.trim() || !look.seen(node.parentElement)) continue
    range.selectNodeContents(node)
    const lines = [...range.getClientRects()].filter(box => box.width && box.height)
    if (lines.length) yield {node, element: node.parentElement, lines}
  }
}

// ---- layout

// The nearest element that scrolls sideways by itself, if there is one.
look.scroller = element => {
  for (let box = element; box && box !== document.body; box = box.parentElement)
    if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return box
  return null
}

look.layoutFaults = () => {
  const faults = []
  const wide = document.documentElement.clientWidth
  const sideways = document.documentElement.scrollWidth - wide
  if (sideways > 0) faults.push(`scrolls sideways by ${sideways}`)
  for (const {node, element, lines} of look.texts())
    if (!element.closest(".skip-link") && !look.scroller(element) && lines.some(box => box.left < -1 || box.right > wide + 1))
      faults.push(`text beyond the edge: ${look.name(element)} ${look.short(node.data)}`)
  for (const element of document.body.querySelectorAll("*")) {
    if (!look.seen(element)) continue
    const style = getComputedStyle(element)
    const over = element.scrollWidth > element.clientWidth + 1
    if (over && /hidden|clip/.test(style.overflowX)) faults.push(`cut off: ${look.name(element)}`)
    if (element.scrollHeight > element.clientHeight + 1 && /hidden|clip/.test(style.overflowY)) faults.push(`cut off below: ${look.name(element)}`)
    if (over && /auto|scroll/.test(style.overflowX) && !element.matches(".table, pre")) faults.push(`scrolls by itself: ${look.name(element)}`)
    if (style.textOverflow === "ellipsis") faults.push(`ends in dots: ${look.name(element)}`)
  }
  return faults
}

// ---- colour

look.colour = text => {
  const numbers = text.match(/-?[\d.]+(e-?\d+)?/g).map(Number)
  const [red, green, blue, alpha = 1] = numbers
  const scale = text.startsWith("color(") ? 255 : 1
  return [red * scale, green * scale, blue * scale, alpha]
}

look.over = ([red, green, blue, alpha], under) => [
  ...[red, green, blue].map((part, at) => part * alpha + under[at] * (1 - alpha)), 1]

look.luminance = colour => {
  const [red, green, blue] = colour.slice(0, 3).map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

// WCAG 2.2, "contrast ratio"
look.contrast = (one, other) => {
  const [dark, light] = [look.luminance(one), look.luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

// The colour behind an element's text: its own ground over those of the elements it lies in.
look.ground = element => {
  const layers = []
  for (let box = element; box; box = box.parentElement) {
    const style = getComputedStyle(box)
    if (style.backgroundImage !== "none") return null
    const colour = look.colour(style.backgroundColor)
    if (colour[3]) layers.push(colour)
    if (colour[3] === 1) break
  }
  return layers.reduceRight((under, colour) => look.over(colour, under), look.paper())
}

// The browser's own paper, in the scheme that this page asks for.
look.paper = () => {
  const sheet = document.createElement("i")
  sheet.style.backgroundColor = "Canvas"
  document.documentElement.append(sheet)
  const colour = getComputedStyle(sheet).backgroundColor
  sheet.remove()
  return look.colour(colour)
}

// In a drawing, the last shape under the words is their ground.
look.drawnGround = (element, box) => {
  const middle = [box.left + box.width / 2, box.top + box.height / 2]
  let ground = look.ground(element.closest("svg"))
  for (const shape of element.closest("svg").querySelectorAll("rect, circle, ellipse, path, polygon")) {
    const {left, right, top, bottom} = shape.getBoundingClientRect()
    const fill = getComputedStyle(shape).fill
    const before = shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING
    if (before && fill.startsWith("rgb") && left <= middle[0] && middle[0] <= right && top <= middle[1] && middle[1] <= bottom)
      ground = look.over(look.colour(fill), ground)
  }
  return ground
}

look.contrastFaults = least => {
  const faults = []
  const check = (element, colour, ground, words) => {
    const ratio = ground ? look.contrast(look.over(look.colour(colour), ground), ground) : 0
    if (ratio < least) faults.push(`${ratio.toFixed(2)} ${look.name(element)} ${look.short(words)} ${colour} on ${ground && ground.slice(0, 3).map(Math.round)}`)
  }
  let count = 0
  for (const {node, element, lines} of look.texts()) {
    count += 1
    if (element.closest("svg")) check(element, getComputedStyle(element).fill, look.drawnGround(element, lines[0]), node.data)
    else check(element, getComputedStyle(element).color, look.ground(element), node.data)
  }
  for (const element of document.body.querySelectorAll("*"))
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(element, pseudo)
      if (/"[^"]*[^"\s][^"]*"|attr/.test(style.content.split(" / ")[0]) && style.display !== "none" && look.seen(element))
        check(element, style.color, look.ground(element), style.content)
    }
  return {count, faults}
}

// ---- keyboard

const CONTROLS = "a[href], button, input, select, textarea, summary, audio[controls], video[controls], [tabindex], [contenteditable]"

// Chromium lets the keyboard scroll what scrolls by itself and holds no control.
look.scrollsWithoutControls = element =>
  /auto|scroll/.test(getComputedStyle(element).overflow) &&
  (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight) &&
  !element.querySelector(CONTROLS)

// What the Tab key should reach, in the order in which it is written.
look.controls = () => [...document.body.querySelectorAll("*")].filter(element => look.seen(element) && (
  (element.matches(CONTROLS) && !element.disabled && element.tabIndex !== -1) || look.scrollsWithoutControls(element)))

// An outline of two pixels that stands out from the ground around it, or the browser's own ring.
look.focusFaults = element => {
  const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(element)
  const ratio = look.contrast(look.colour(outlineColor), look.ground(element.parentElement))
  if (outlineStyle === "auto") return []
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return ["has no outline of 2 px"]
  return ratio < 3 ? [`has an outline of contrast ${ratio.toFixed(2)}`] : []
}

// Whether the middle of the first line of what has the focus is on the screen and not covered.
look.placeFaults = element => {
  const box = [...element.getClientRects()].find(box => box.width && box.height)
  if (!box) return ["is not drawn"]
  if (box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1) return ["is off the screen"]
  const middle = (low, high, end) => (Math.max(low, 0) + Math.min(high, end)) / 2
  const top = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight))
  return top && (element.contains(top) || top.contains(element)) ? [] : [`is covered by ${top && look.name(top)}`]
}

// Note from now on where the focus goes. It is looked at when the next key is pressed: by then the page has scrolled.
look.followFocus = () => {
  look.expected = look.controls()
  look.path = []
  addEventListener("keydown", look.noteFocus, true)
  return look.expected.length
}

look.noteFocus = () => {
  const element = document.activeElement
  if (element === document.body || element === look.path.at(-1)?.element) return
  look.path.push({element, faults: [...look.focusFaults(element), ...look.placeFaults(element)]})
}

// What was wrong on the way, and the way itself as places in the order of the page.
look.focusReport = () => {
  look.noteFocus()
  const way = look.path.map(({element}) => look.expected.indexOf(element))
  const faults = look.path.flatMap(({element, faults}) => faults.map(fault => `${look.name(element)} ${fault}`))
  const missed = look.expected.filter((_, at) => !way.includes(at)).map(look.name)
  look.path = []
  return {way, faults: [...new Set(faults)], missed}
}

// ---- motion

look.motionFaults = () => {
  const faults = document.getAnimations().map(animation => `moves: ${look.name(animation.effect.target)}`)
  for (const element of document.querySelectorAll("*"))
    for (const pseudo of [null, "::before", "::after", "::details-content"]) {
      const style = getComputedStyle(element, pseudo)
      if (/[1-9]/.test(style.transitionDuration) || style.animationName !== "none" || style.scrollBehavior === "smooth")
        faults.push(`may move: ${look.name(element)}${pseudo ?? ""}`)
    }
  const walk = rules => [...rules].forEach(rule => {
    if (rule.media?.mediaText.includes("prefers-reduced-motion: no-preference")) return
    if (rule.constructor.name === "CSSViewTransitionRule" && rule.navigation === "auto") faults.push("@view-transition for everyone")
    if (rule.cssRules) walk(rule.cssRules)
  })
  for (const sheet of document.styleSheets) walk(sheet.cssRules)
  return faults
}

globalThis.look = look
