/** Every command and the keys it has at first. A person may give it others: `state/keys.svelte.ts`. */

export type Command =
  | 'focusQuery'
  | 'showKeys'
  | 'showSettings'
  | 'toggleInfo'
  | 'toggleFolders'
  | 'reverse'
  | 'byDate'
  | 'toggleFilters'
  | 'toggleStacked'
  | 'teach'
  | 'teachGeneral'
  | 'export'
  | 'saveSet'
  | 'undo'
  | 'redo'
  | TasteCommand
  | MarkCommand
  | SelectCommand
  | MoveCommand
  | PhotoCommand
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'first'
  | 'last'
  | 'pageUp'
  | 'pageDown'
  | 'open'
  | 'leaveQuery'
  | 'ask'
  | 'next'
  | 'previous'
  | 'zoom'
  | 'close'
  | 'largerTiles'
  | 'smallerTiles'
  | 'toggleUniform'
  | 'toggleFilmstrip'
  | CompareCommand

/** What a person says of photos, and the same in the grid and in the viewer. */
export type MarkCommand =
  | 'rate0'
  | 'rate1'
  | 'rate2'
  | 'rate3'
  | 'rate4'
  | 'rate5'
  | 'fewerStars'
  | 'moreStars'
  | 'pick'
  | 'reject'
  | 'unflag'
  | 'labelRed'
  | 'labelYellow'
  | 'labelGreen'
  | 'labelBlue'
  | 'collect'

export type SelectCommand =
  'selectAll' | 'selectNone' | 'toggleSelect' | 'extendLeft' | 'extendRight' | 'extendUp' | 'extendDown'

/** What is done with photos side by side. */
export type CompareCommand = 'compareTwo' | 'compareFour' | 'promote' | 'nextPane' | 'previousPane'

/** Where photos go in an order made by hand, and out of it; in any other order, `takeOut` asks for the trash. */
export type MoveCommand = 'moveLeft' | 'moveRight' | 'moveUp' | 'moveDown' | 'moveFirst' | 'moveLast' | 'takeOut'

/** What is done with the photo in focus or the selected ones besides marking, in the grid and in the viewer. */
export type PhotoCommand =
  'cover' | 'copyPaths' | 'openOutside' | 'reveal' | 'openMenu' | 'trash' | StackCommand | ExampleCommand

/** What is done with frames of one moment. */
export type StackCommand = 'toggleStack' | 'stackTop' | 'keepOne'

/** What photos are asked for as examples. */
export type ExampleCommand = 'findSimilar' | 'moreLike' | 'lessLike'
/** Answers to "which of these two is more of it?". */
export type TasteCommand = 'tasteLeft' | 'tasteRight' | 'tasteSame' | 'tasteSkip' | 'tasteUndo'

/** Where a key counts: in any part of the window, or only while that part has the focus. */
export type Place = 'anywhere' | 'query' | 'grid' | 'viewer' | 'compare' | 'taste'

export interface Binding {
  readonly command: Command
  readonly place: Place
  /** As written by `keyName`: `Ctrl+f`, `Alt+ArrowLeft`, `?`. On a Mac, Ctrl stands for the command key. */
  readonly keys: readonly string[]
}

const MARKS: readonly (readonly [MarkCommand, readonly string[]])[] = [
  ['rate0', ['0']],
  ['rate1', ['1']],
  ['rate2', ['2']],
  ['rate3', ['3']],
  ['rate4', ['4']],
  ['rate5', ['5']],
  ['fewerStars', ['[']],
  ['moreStars', [']']],
  ['pick', ['p', 'Shift+p']],
  ['reject', ['x', 'Shift+x']],
  ['unflag', ['u', 'Shift+u']],
  ['labelRed', ['6']],
  ['labelYellow', ['7']],
  ['labelGreen', ['8']],
  ['labelBlue', ['9']],
  ['collect', ['b']],
]

export function isMark(command: Command): command is MarkCommand {
  return MARKS.some(([mark]) => mark === command)
}

const PHOTOS: readonly (readonly [PhotoCommand, readonly string[]])[] = [
  ['cover', ['v']],
  ['copyPaths', ['Ctrl+c']],
  ['openOutside', ['Ctrl+Enter']],
  ['reveal', ['Ctrl+Shift+Enter']],
  ['openMenu', ['m']],
  ['trash', ['Shift+Delete']],
  ['toggleStack', ['s']],
  ['stackTop', ['Shift+s']],
  ['keepOne', ['k']],
  ['findSimilar', ['a']],
  ['moreLike', ['>']],
  ['lessLike', ['<']],
]

export function isForPhotos(command: Command): command is PhotoCommand {
  return PHOTOS.some(([photos]) => photos === command)
}

function markBindings(place: Place): Binding[] {
  const bindings = [...MARKS, ...PHOTOS].map(([command, keys]): Binding => ({ command, place, keys }))
  // Among many photos the same key takes them out of a collection.
  return bindings.map((one) =>
    one.command === 'trash' && place === 'viewer' ? { ...one, keys: ['Delete', ...one.keys] } : one,
  )
}

function compareBindings(place: Place): Binding[] {
  return [
    { command: 'compareTwo', place, keys: ['c'] },
    { command: 'compareFour', place, keys: ['Shift+c'] },
  ]
}

export const BINDINGS: readonly Binding[] = [
  { command: 'focusQuery', place: 'anywhere', keys: ['/', 'Ctrl+f'] },
  { command: 'toggleInfo', place: 'anywhere', keys: ['i'] },
  { command: 'toggleFolders', place: 'anywhere', keys: ['h'] },
  { command: 'reverse', place: 'anywhere', keys: ['o'] },
  { command: 'byDate', place: 'anywhere', keys: ['d'] },
  { command: 'showKeys', place: 'anywhere', keys: ['?'] },
  { command: 'showSettings', place: 'anywhere', keys: ['Ctrl+,'] },
  { command: 'toggleStacked', place: 'anywhere', keys: ['j'] },
  { command: 'teach', place: 'anywhere', keys: ['t'] },
  { command: 'teachGeneral', place: 'anywhere', keys: ['Shift+t'] },
  { command: 'toggleFilters', place: 'anywhere', keys: ['\\'] },
  { command: 'export', place: 'anywhere', keys: ['Ctrl+e'] },
  { command: 'saveSet', place: 'anywhere', keys: ['Ctrl+s'] },
  { command: 'undo', place: 'anywhere', keys: ['Ctrl+z'] },
  { command: 'redo', place: 'anywhere', keys: ['Ctrl+Shift+z', 'Ctrl+y'] },
  { command: 'ask', place: 'query', keys: ['Enter'] },
  { command: 'leaveQuery', place: 'query', keys: ['Escape', 'ArrowDown'] },
  { command: 'left', place: 'grid', keys: ['ArrowLeft'] },
  { command: 'right', place: 'grid', keys: ['ArrowRight'] },
  { command: 'up', place: 'grid', keys: ['ArrowUp'] },
  { command: 'down', place: 'grid', keys: ['ArrowDown'] },
  { command: 'first', place: 'grid', keys: ['Home'] },
  { command: 'last', place: 'grid', keys: ['End'] },
  { command: 'pageUp', place: 'grid', keys: ['PageUp'] },
  { command: 'pageDown', place: 'grid', keys: ['PageDown'] },
  { command: 'open', place: 'grid', keys: ['Enter', 'Space', 'e'] },
  { command: 'selectAll', place: 'grid', keys: ['Ctrl+a'] },
  { command: 'selectNone', place: 'grid', keys: ['Escape', 'Ctrl+d'] },
  { command: 'toggleSelect', place: 'grid', keys: ['Ctrl+Space'] },
  { command: 'extendLeft', place: 'grid', keys: ['Shift+ArrowLeft'] },
  { command: 'extendRight', place: 'grid', keys: ['Shift+ArrowRight'] },
  { command: 'extendUp', place: 'grid', keys: ['Shift+ArrowUp'] },
  { command: 'extendDown', place: 'grid', keys: ['Shift+ArrowDown'] },
  { command: 'moveLeft', place: 'grid', keys: ['Alt+ArrowLeft'] },
  { command: 'moveRight', place: 'grid', keys: ['Alt+ArrowRight'] },
  { command: 'moveUp', place: 'grid', keys: ['Alt+ArrowUp'] },
  { command: 'moveDown', place: 'grid', keys: ['Alt+ArrowDown'] },
  { command: 'moveFirst', place: 'grid', keys: ['Alt+Home'] },
  { command: 'moveLast', place: 'grid', keys: ['Alt+End'] },
  { command: 'takeOut', place: 'grid', keys: ['Delete', 'Backspace'] },
  { command: 'largerTiles', place: 'grid', keys: ['+', '='] },
  { command: 'smallerTiles', place: 'grid', keys: ['-'] },
  { command: 'toggleUniform', place: 'grid', keys: ['w'] },
  ...compareBindings('grid'),
  ...markBindings('grid'),
  ...markBindings('viewer'),
  { command: 'next', place: 'viewer', keys: ['ArrowRight', 'ArrowDown', 'PageDown'] },
  { command: 'previous', place: 'viewer', keys: ['ArrowLeft', 'ArrowUp', 'PageUp'] },
  { command: 'first', place: 'viewer', keys: ['Home'] },
  { command: 'last', place: 'viewer', keys: ['End'] },
  { command: 'zoom', place: 'viewer', keys: ['z', 'Space'] },
  { command: 'toggleInfo', place: 'viewer', keys: ['i'] },
  { command: 'toggleFilmstrip', place: 'viewer', keys: ['F6'] },
  { command: 'close', place: 'viewer', keys: ['Escape', 'g', 'Enter'] },
  ...compareBindings('viewer'),
  { command: 'promote', place: 'compare', keys: ['Enter'] },
  { command: 'next', place: 'compare', keys: ['ArrowRight', 'PageDown'] },
  { command: 'previous', place: 'compare', keys: ['ArrowLeft', 'PageUp'] },
  { command: 'nextPane', place: 'compare', keys: ['ArrowDown'] },
  { command: 'previousPane', place: 'compare', keys: ['ArrowUp'] },
  { command: 'zoom', place: 'compare', keys: ['z', 'Space'] },
  { command: 'open', place: 'compare', keys: ['e'] },
  { command: 'close', place: 'compare', keys: ['Escape', 'g'] },
  ...compareBindings('compare'),
  ...MARKS.map(([command, keys]): Binding => ({ command, place: 'compare', keys })),
  { command: 'tasteLeft', place: 'taste', keys: ['ArrowLeft'] },
  { command: 'tasteRight', place: 'taste', keys: ['ArrowRight'] },
  { command: 'tasteSame', place: 'taste', keys: ['ArrowDown'] },
  { command: 'tasteSkip', place: 'taste', keys: ['ArrowUp'] },
  { command: 'tasteUndo', place: 'taste', keys: ['Backspace', 'Ctrl+z'] },
  { command: 'close', place: 'taste', keys: ['Escape'] },
]

/** The movement that a command extends the selection by. */
export const EXTENDS: Readonly<Partial<Record<Command, Command>>> = {
  extendLeft: 'left',
  extendRight: 'right',
  extendUp: 'up',
  extendDown: 'down',
}

/** Photos go where the focus would go; with several, the outermost one goes there and the others stay beside it. */
export const MOVES: Readonly<Partial<Record<Command, Command>>> = {
  moveLeft: 'left',
  moveRight: 'right',
  moveUp: 'up',
  moveDown: 'down',
  moveFirst: 'first',
  moveLast: 'last',
}
