/** What a gallery does: arrows between pictures, Enter to enlarge, Esc to go back. It asks for nothing from outside. */

/** Pictures are lent to the dialog, not copied: a copy would hold each of them twice. */
export const GALLERY_SCRIPT = `
'use strict'
const tiles = Array.from(document.querySelectorAll('button.open'))
const dialog = document.querySelector('dialog')
const [stage, words, before, after] = ['stage', 'words', 'before', 'after'].map((id) => document.getElementById(id))
let at = -1

const giveBack = () => {
  if (at >= 0) tiles[at].append(...stage.childNodes)
}
const show = (index) => {
  if (index < 0 || index >= tiles.length) return
  giveBack()
  at = index
  const tile = tiles[at]
  stage.append(...tile.childNodes)
  words.replaceChildren(tile.parentElement.querySelector('figcaption').cloneNode(true))
  before.disabled = at === 0
  after.disabled = at === tiles.length - 1
  if (!dialog.open) {
    dialog.showModal()
    dialog.focus()
  }
  if (document.activeElement.disabled) dialog.focus()
}
const focusTile = (index) => {
  const tile = tiles[Math.min(tiles.length - 1, Math.max(0, index))]
  tile.focus({ preventScroll: true })
  tile.parentElement.scrollIntoView({ block: 'nearest' })
}
/** The tile of the next row whose middle is nearest to the middle of this one. */
const inRow = (index, step) => {
  const box = (i) => tiles[i].getBoundingClientRect()
  const from = box(index)
  const middle = from.left + from.width / 2
  let best = index
  let least = Infinity
  let row = null
  for (let i = index + step; i >= 0 && i < tiles.length; i += step) {
    const to = box(i)
    if (Math.abs(to.top - from.top) < 4) continue
    row ??= to.top
    if (Math.abs(to.top - row) >= 4) break
    const distance = Math.abs(to.left + to.width / 2 - middle)
    if (distance < least) [least, best] = [distance, i]
  }
  return best
}

tiles.forEach((tile, index) => tile.addEventListener('click', () => show(index)))
before.addEventListener('click', () => show(at - 1))
after.addEventListener('click', () => show(at + 1))
stage.addEventListener('click', () => dialog.close())
document.getElementById('close').addEventListener('click', () => dialog.close())
dialog.addEventListener('close', () => {
  giveBack()
  const last = at
  at = -1
  focusTile(last)
})
document.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const open = dialog.open
  const focused = tiles.indexOf(document.activeElement)
  if (!open && focused < 0) return
  const from = open ? at : focused
  const target = {
    ArrowLeft: () => from - 1,
    ArrowRight: () => from + 1,
    ArrowUp: () => (open ? from - 1 : inRow(from, -1)),
    ArrowDown: () => (open ? from + 1 : inRow(from, 1)),
    Home: () => 0,
    End: () => tiles.length - 1,
  }[event.key]
  if (target !== undefined) {
    event.preventDefault()
    if (open) show(target())
    else focusTile(target())
  } else if (open && event.key === 'Enter' && document.activeElement === dialog) {
    event.preventDefault()
    dialog.close()
  }
})
`
