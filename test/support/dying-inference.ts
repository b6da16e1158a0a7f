/** An inference process without a model: dies on any path that holds "poison", and refuses to start if told so. */
import { writeFileSync } from 'node:fs'
import type { ToInference } from '../../main/inference/messages.ts'

if (process.env['PODIUM_TEST_DIE_AT_START'] !== undefined) process.exit(3)
process.on('message', (message: ToInference) => {
  if (message.kind === 'configure') return
  if (message.kind === 'analyse') {
    const [photos] = message.payload as [{ path: string; contentHash: string }[]]
    if (photos.some((photo) => photo.path.includes('poison'))) process.kill(process.pid, 'SIGKILL')
    process.send?.({
      id: message.id,
      ok: true,
      value: photos.map((photo) => ({ ok: true, contentHash: photo.contentHash })),
    })
  } else if (message.kind === 'render') {
    const { path, target } = message.payload as { path: string; target: string }
    writeFileSync(target, 'half', { flag: 'wx' })
    if (path.includes('poison')) process.kill(process.pid, 'SIGKILL')
    process.send?.({ id: message.id, ok: true, value: { bytes: 4, width: 1, height: 1 } })
  } else if (message.kind === 'encode') {
    process.send?.({ id: message.id, ok: false, error: { code: 'model-damaged', message: 'No model here.' } })
  } else process.send?.({ id: message.id, ok: true, value: { pid: process.pid, modelId: 'none', device: 'cpu' } })
})
process.on('disconnect', () => process.exit(0))
