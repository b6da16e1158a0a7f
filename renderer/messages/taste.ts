/** Texts of teaching an order: which of two photos is more of it, and what the answers are worth. */
import type { Attribute } from '../../main/contract/ranking.ts'
import type { Format } from './format.ts'

/** Endings of adjectives: "most aesthetic" asks "which is more aesthetic?", "most snow" does not. */
const MORE_OF = /^(?:the )?most (\p{L}+(?:tic|ical|ional|ful|ous|ive|less|able|ible|esque|ing|ant|ish))(?: first)?$/iu

export function createTasteTexts({ number, plural }: Format) {
  const answers = (count: number): string => plural(count, { one: '# answer', other: '# answers' })
  return {
    questions: {
      people: 'Which shows more people?',
      age: 'Which shows the older person?',
      quality: 'Which is of better quality?',
      aged: 'Which print looks older?',
      aesthetics: 'Which is more pleasing?',
      bright: 'Which is more overexposed?',
      dark: 'Which is more underexposed?',
      cast: 'Which has the stronger colour cast?',
      jpeg: 'Which is more compressed?',
    } satisfies Record<Attribute, string>,
    general: 'Which do you like more?',
    question: (sentence: string) => {
      const word = MORE_OF.exec(sentence.trim())?.[1]
      return word === undefined ? `Which fits “${sentence.trim()}” better?` : `Which is more ${word.toLowerCase()}?`
    },
    choose: { left: 'Left', right: 'Right', same: 'About the same' },
    photo: (side: string, name: string) => `${side}: ${name}`,
    skip: 'Another pair',
    undo: 'Take back',
    none: 'Every pair here has been asked. More photos bring more questions.',
    noAnswers: 'Choose with the arrow keys or by clicking a photo.',
    wanted: (given: number, wanted: number) =>
      `${answers(given)}. ${plural(wanted, { one: 'After one more', other: 'After # more' })}, Podium can tell whether they change the order for the better.`,
    alone: 'The order alone agrees with',
    bent: 'With your taste it agrees with',
    agrees: (right: number, judged: number) => `${number(right)} of ${number(judged)}`,
    agreesHint: 'Each answer is held against an order that was made without it',
    used: 'In use: it agrees with more of your answers, each tested on an order that had not seen it.',
    useless: 'Not in use: it would agree with no more of your answers, each tested on an order that had not seen it.',
    luck: 'Not in use yet: so small a difference could be luck. More answers will tell.',
    paused: 'Left out of the order. Your answers are kept.',
    pause: 'Leave out',
    resume: 'Use again',
    forget: 'Forget',
    forgetTitle: (count: number) => `Forget ${answers(count)} for good?`,
    forgetButton: 'Forget them',
    keepButton: 'Keep them',
    forgotten: (count: number) => `${answers(count)} forgotten. The order is as it was.`,
    chip: (count: number) => `Your taste, ${answers(count)}`,
    chipShort: (count: number) => `Taste ${number(count)}`,
    chipUsed: 'Your taste bends this order. Click to leave it out.',
    chipPaused: 'Your taste is left out of this order. Click to use it.',
    chipIdle: 'Your taste is not in use. Click to see why, and to teach it more.',
    teach: 'Teach by comparing photos',
    menu: 'Taste',
    teachThis: 'Teach this order',
    teachGeneral: 'Teach your taste in general',
    leaveOut: 'Leave your taste out',
    takeIn: 'Use your taste',
    fact: 'This order is of facts: there is nothing to teach it.',
    movedUp: (places: number) => `Your taste moved it up by ${plural(places, { one: '# place', other: '# places' })}.`,
    movedDown: (places: number) =>
      `Your taste moved it down by ${plural(places, { one: '# place', other: '# places' })}.`,
  }
}
