/** A process that opens a library and holds it until it is killed. */
import { openLibrary } from '../../main/library/open.ts'

openLibrary(process.argv[2] ?? '')
process.send?.('open')
setInterval(() => undefined, 1_000)
