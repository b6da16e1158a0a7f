/** What can be done with the photo in focus, or with all that are selected, as a menu. */
import type { Command, PhotoCommand, Place } from '../bindings.ts'
import { keyWords } from '../messages/words.ts'
import { handOrdered } from './member-errands.ts'
import type { MenuAct, MenuPlace } from './menu.ts'
import type { Page } from './page.ts'

export function openPhotoMenu(page: Page, where: Place, place: MenuPlace): void {
  const {
    text,
    keys,
    ranking,
    judging,
    library,
    collections,
    panels,
    setErrands,
    memberErrands,
    fileErrands,
    stackErrands,
    exampleErrands,
  } = page
  const row = ranking.focusedRow
  const count = judging.targets.length
  if (row === null || count === 0) return
  const act = (label: string, command: Command, run: () => void): MenuAct => ({
    label,
    key: keyWords(text, keys.keyOf(command, where)),
    run,
  })
  const { stackId, stackPlace, stack } = row
  const collection = collections.current
  const fixed = handOrdered(ranking, collections)
  const parts: MenuAct[][] = [
    where === 'viewer'
      ? []
      : [
          act(text.info.open, 'open', () => {
            panels.viewer = true
          }),
        ],
    [
      act(text.keys.commands.compareTwo, 'compareTwo', () => {
        panels.viewer = false
        panels.compare = 2
      }),
    ],
    [
      act(text.keys.commands.collect, 'collect', () => void setErrands.judge('collect')),
      {
        label: text.collections.acts.makeOf(count),
        run: () => {
          panels.dialog = { kind: 'save-fixed' }
        },
      },
    ],
    (['findSimilar', 'moreLike', 'lessLike'] as const).map((command) =>
      act(text.keys.commands[command], command, () => void exampleErrands.run(command)),
    ),
    stackId === null || where === 'viewer'
      ? []
      : [
          act(
            stackPlace === null ? text.stacks.open(stack) : text.stacks.close(stack),
            'toggleStack',
            () => void stackErrands.run('toggleStack'),
          ),
        ],
    stackId === null
      ? []
      : [
          act(text.keys.commands.stackTop, 'stackTop', () => void stackErrands.run('stackTop')),
          act(text.keys.commands.keepOne, 'keepOne', () => void stackErrands.run('keepOne')),
        ],
    [
      ...(collection === null
        ? []
        : [
            act(
              collection.coverChosen && collection.coverPhotoId === row.photoId
                ? text.collections.acts.uncover(collection.name)
                : text.collections.acts.cover(collection.name),
              'cover',
              () => void memberErrands.toggleCover(),
            ),
          ]),
      ...(fixed === null || where === 'viewer'
        ? []
        : [act(text.collections.acts.takeOut(fixed.name), 'takeOut', () => void memberErrands.takeOut())]),
    ],
    [
      act(text.files.copy(count), 'copyPaths', () => void fileErrands.copyPaths()),
      ...(library.capabilities?.open === true
        ? [act(text.keys.commands.openOutside, 'openOutside', () => void fileErrands.openOutside())]
        : []),
      ...(library.capabilities?.reveal === true
        ? [act(text.keys.commands.reveal, 'reveal', () => void fileErrands.reveal())]
        : []),
    ],
    [act(text.keys.commands.trash, 'trash', () => void page.trashErrands.open())],
  ]
  panels.menu = { label: text.marks.selected(count), ...place, parts: parts.filter((part) => part.length > 0) }
}

/**
 * @param place where a menu opens
 * @param onMoved photos came or went around the one in focus, which may be another now
 */
export function runPhotoCommand(
  page: Page,
  command: PhotoCommand,
  where: Place,
  place: () => MenuPlace,
  onMoved: () => unknown = () => undefined,
): void {
  const { memberErrands, fileErrands, stackErrands, exampleErrands } = page
  switch (command) {
    case 'findSimilar':
    case 'moreLike':
    case 'lessLike':
      void exampleErrands.run(command).then(onMoved)
      break
    case 'toggleStack':
    case 'stackTop':
    case 'keepOne':
      void stackErrands.run(command).then(onMoved)
      break
    case 'openMenu':
      openPhotoMenu(page, where, place())
      break
    case 'cover':
      void memberErrands.toggleCover()
      break
    case 'copyPaths':
      void fileErrands.copyPaths()
      break
    case 'openOutside':
      void fileErrands.openOutside()
      break
    case 'reveal':
      void fileErrands.reveal()
      break
    case 'trash':
      void page.trashErrands.open()
  }
}
