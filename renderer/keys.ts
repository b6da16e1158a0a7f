/** What a key press is called, and which of them are not for the page to take. */

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly isComposing: boolean
}

/** One spelling per key: letters in lower case, Shift only where it does not already change the character. */
export function keyName(press: KeyPress): string | null {
  const key = press.key === ' ' ? 'Space' : press.key
  // With Alt many keyboards type other characters.
  if (press.altKey && (key.length === 1 || key === 'Space')) return null
  const modifier = `${press.ctrlKey || press.metaKey ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}`
  if (key.length > 1) return `${modifier}${press.shiftKey ? 'Shift+' : ''}${key}`
  // A letter with Shift is a key of its own; "?" needs Shift on some keyboards and is the same key on all.
  const shifted = press.shiftKey && key.toLowerCase() !== key.toUpperCase()
  return `${modifier}${shifted ? 'Shift+' : ''}${key.toLowerCase()}`
}

export function isTextField(element: EventTarget | null): boolean {
  if (!(element instanceof HTMLElement)) return false
  if (element.isContentEditable || element instanceof HTMLTextAreaElement) return true
  return element instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range'].includes(element.type)
}

/** With Caps Lock, or Shift with a flag's letter, a mark brings the next photo by itself. */
export function bringsNext(event: Pick<KeyboardEvent, 'getModifierState' | 'shiftKey'>): boolean {
  return event.getModifierState('CapsLock') || event.shiftKey
}

/** A letter, digit or sign alone: what speech and switches type by mistake. */
export function isLetter(name: string): boolean {
  return name.length === 1 || /^Shift\+.$/u.test(name)
}

/** Keys that type, or that move inside a text field: see `keyName`. */
export function isTyped(name: string): boolean {
  return name.length === 1 || /^(Shift\+.|Space$|Home$|End$)/.test(name)
}

/**
 * Keys that a page never hears, or with which a person leaves it, reads it anew or walks through it; and Escape, which
 * always leads out of where one is.
 */
const RESERVED =
  /^(?:(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(?:Tab|F5|F11|F12|Escape)|Ctrl\+(?:Shift\+)?[wtnrqlij]|Alt\+F4|F1)$/u
/** Held while another key is pressed, or no key that says what it is. */
const SILENT = /(?:^|\+)(?:Control|Meta|Alt|AltGraph|Shift|CapsLock|Dead|Unidentified|Process|Fn|NumLock|OS)$/u

export function isReserved(name: string): boolean {
  return RESERVED.test(name)
}

/** Whether nothing was pressed yet but a key that goes with others. */
export function isSilent(name: string): boolean {
  return SILENT.test(name)
}
