// What the tests ask of an open page. It is put into every page before the page's own words; nothing of it is published.

const measures = {violations: []}

addEventListener("securitypolicyviolation", event => measures.violations.push(`${event.violatedDirective} ${event.blockedURI}`))

// ---- naming things in a message

measures.name = element => {
  const own = element.localName + (element.id ? `#${element.id}` : [...element.classList].map(name => `.${name}`).join(""))
  const parent = element.parentElement
  return element.id || !parent || parent === document.body ? own : `${measures.name(parent)} > ${own}`
}

measures.short = words => JSON.stringify(words.trim().replace(/\s+/g, " ").slice(0, 40))

// ---- what can be seen

measures.seen = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true})

// Every stretch of text that is drawn, with the boxes of its lines.
measures.texts = function* () {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (!node.data.trim() || !measures.seen(node.parentElement)) continue
    range.selectNodeContents(node)
    const lines = [...range.getClientRects()].filter(box => box.width && box.height)
    if (lines.length) yield {node, element: node.parentElement, lines}
  }
}

// ---- layout

// The nearest element that scrolls sideways by itself, if there is one.
measures.scroller = element => {
  for (let box = element; box && box !== document.body; box = box.parentElement)
    if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return box
  return null
}

measures.layoutProblems = () => {
  const problems = []
  const wide = document.documentElement.clientWidth
  const sideways = document.documentElement.scrollWidth - wide
  if (sideways > 0) problems.push(`scrolls sideways by ${sideways}`)
  for (const {node, element, lines} of measures.texts())
    if (!element.closest(".skip-link") && !measures.scroller(element) && lines.some(box => box.left < -1 || box.right > wide + 1))
      problems.push(`text beyond the edge: ${measures.name(element)} ${measures.short(node.data)}`)
  for (const element of document.body.querySelectorAll("*")) {
    if (!measures.seen(element)) continue
    const style = getComputedStyle(element)
    const over = element.scrollWidth > element.clientWidth + 1
    if (over && /hidden|clip/.test(style.overflowX)) problems.push(`cut off: ${measures.name(element)}`)
    if (element.scrollHeight > element.clientHeight + 1 && /hidden|clip/.test(style.overflowY)) problems.push(`cut off below: ${measures.name(element)}`)
    if (over && /auto|scroll/.test(style.overflowX) && !element.matches(".table, pre")) problems.push(`scrolls by itself: ${measures.name(element)}`)
    if (style.textOverflow === "ellipsis") problems.push(`ends in dots: ${measures.name(element)}`)
  }
  return problems
}

// ---- colour

measures.colour = text => {
  const numbers = text.match(/-?[\d.]+(e-?\d+)?/g).map(Number)
  const [red, green, blue, alpha = 1] = numbers
  const scale = text.startsWith("color(") ? 255 : 1
  return [red * scale, green * scale, blue * scale, alpha]
}

measures.over = ([red, green, blue, alpha], under) => [
  ...[red, green, blue].map((part, at) => part * alpha + under[at] * (1 - alpha)), 1]

measures.luminance = colour => {
  const [red, green, blue] = colour.slice(0, 3).map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

// WCAG 2.2, "contrast ratio"
measures.contrast = (one, other) => {
  const [dark, light] = [measures.luminance(one), measures.luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

// The colour behind an element's text: its own ground over those of the elements it lies in.
measures.ground = element => {
  const layers = []
  for (let box = element; box; box = box.parentElement) {
    const style = getComputedStyle(box)
    if (style.backgroundImage !== "none") return null
    const colour = measures.colour(style.backgroundColor)
    if (colour[3]) layers.push(colour)
    if (colour[3] === 1) break
  }
  return layers.reduceRight((under, colour) => measures.over(colour, under), measures.paper())
}

// The browser's own paper, in the scheme that this page asks for.
measures.paper = () => {
  const sheet = document.createElement("i")
  sheet.style.backgroundColor = "Canvas"
  document.documentElement.append(sheet)
  const colour = getComputedStyle(sheet).backgroundColor
  sheet.remove()
  return measures.colour(colour)
}

// In a drawing, the last shape under the words is their ground.
measures.drawnGround = (element, box) => {
  const middle = [box.left + box.width / 2, box.top + box.height / 2]
  let ground = measures.ground(element.closest("svg"))
  for (const shape of element.closest("svg").querySelectorAll("rect, circle, ellipse, path, polygon")) {
    const {left, right, top, bottom} = shape.getBoundingClientRect()
    const fill = getComputedStyle(shape).fill
    const before = shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING
    if (before && fill.startsWith("rgb") && left <= middle[0] && middle[0] <= right && top <= middle[1] && middle[1] <= bottom)
      ground = measures.over(measures.colour(fill), ground)
  }
  return ground
}

measures.contrastProblems = least => {
  const problems = []
  const check = (element, colour, ground, words) => {
    const ratio = ground ? measures.contrast(measures.over(measures.colour(colour), ground), ground) : 0
    if (ratio < least) problems.push(`${ratio.toFixed(2)} ${measures.name(element)} ${measures.short(words)} ${colour} on ${ground && ground.slice(0, 3).map(Math.round)}`)
  }
  let count = 0
  for (const {node, element, lines} of measures.texts()) {
    count += 1
    if (element.closest("svg")) check(element, getComputedStyle(element).fill, measures.drawnGround(element, lines[0]), node.data)
    else check(element, getComputedStyle(element).color, measures.ground(element), node.data)
  }
  for (const element of document.body.querySelectorAll("*"))
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(element, pseudo)
      if (/"[^"]*[^"\s][^"]*"|attr/.test(style.content.split(" / ")[0]) && style.display !== "none" && measures.seen(element))
        check(element, style.color, measures.ground(element), style.content)
    }
  return {count, problems}
}

// ---- keyboard

const CONTROLS = "a[href], button, input, select, textarea, summary, audio[controls], video[controls], [tabindex], [contenteditable]"

// Chromium lets the keyboard scroll what scrolls by itself and holds no control.
measures.scrollsWithoutControls = element =>
  /auto|scroll/.test(getComputedStyle(element).overflow) &&
  (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight) &&
  !element.querySelector(CONTROLS)

// What the Tab key should reach, in the order in which it is written.
measures.controls = () => [...document.body.querySelectorAll("*")].filter(element => measures.seen(element) && (
  (element.matches(CONTROLS) && !element.disabled && element.tabIndex !== -1) || measures.scrollsWithoutControls(element)))

// An outline of two pixels with enough contrast to the ground around it, or the browser's own ring.
measures.focusProblems = element => {
  const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(element)
  const ratio = measures.contrast(measures.colour(outlineColor), measures.ground(element.parentElement))
  if (outlineStyle === "auto") return []
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return ["has no outline of 2 px"]
  return ratio < 3 ? [`has an outline of contrast ${ratio.toFixed(2)}`] : []
}

// Whether the middle of the first line of what has the focus is on the screen and not covered.
measures.placeProblems = element => {
  const box = [...element.getClientRects()].find(box => box.width && box.height)
  if (!box) return ["is not drawn"]
  if (box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1) return ["is off the screen"]
  const middle = (low, high, end) => (Math.max(low, 0) + Math.min(high, end)) / 2
  const top = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight))
  return top && (element.contains(top) || top.contains(element)) ? [] : [`is covered by ${top && measures.name(top)}`]
}

// Note from now on where the focus goes. It is looked at when the next key is pressed: by then the page has scrolled.
measures.followFocus = () => {
  measures.expected = measures.controls()
  measures.path = []
  addEventListener("keydown", measures.noteFocus, true)
  return measures.expected.length
}

measures.noteFocus = () => {
  const element = document.activeElement
  if (element === document.body || element === measures.path.at(-1)?.element) return
  measures.path.push({element, problems: [...measures.focusProblems(element), ...measures.placeProblems(element)]})
}

// The problems of the elements that had the focus, and their order as indices in the order of the page.
measures.focusReport = () => {
  measures.noteFocus()
  const order = measures.path.map(({element}) => measures.expected.indexOf(element))
  const problems = measures.path.flatMap(({element, problems}) => problems.map(problem => `${measures.name(element)} ${problem}`))
  const missed = measures.expected.filter((_, at) => !order.includes(at)).map(measures.name)
  measures.path = []
  return {order, problems: [...new Set(problems)], missed}
}

// ---- motion

measures.motionProblems = () => {
  const problems = document.getAnimations().map(animation => `moves: ${measures.name(animation.effect.target)}`)
  for (const element of document.querySelectorAll("*"))
    for (const pseudo of [null, "::before", "::after", "::details-content"]) {
      const style = getComputedStyle(element, pseudo)
      if (/[1-9]/.test(style.transitionDuration) || style.animationName !== "none" || style.scrollBehavior === "smooth")
        problems.push(`may move: ${measures.name(element)}${pseudo ?? ""}`)
    }
  const walk = rules => [...rules].forEach(rule => {
    if (rule.media?.mediaText.includes("prefers-reduced-motion: no-preference")) return
    if (rule.constructor.name === "CSSViewTransitionRule" && rule.navigation === "auto") problems.push("@view-transition for everyone")
    if (rule.cssRules) walk(rule.cssRules)
  })
  for (const sheet of document.styleSheets) walk(sheet.cssRules)
  return problems
}

globalThis.measures = measures
