/** The calls about exports and their jobs. */
import { AppError } from '../contract/errors.ts'
import type { HostApi } from '../contract/host.ts'
import type { ExportService } from '../export/service.ts'
import type { Implementer } from './implementer.ts'

// The inferred type names every procedure; spelling it out would write the contract a second time.

export function exportRoutes(os: Implementer, exports: ExportService, host: HostApi) {
  return {
    exports: {
      plan: os.exports.plan.handler(({ input, signal }) => exports.plan(input, signal)),
      files: os.exports.files.handler(({ input }) => exports.files(input.planId, input.offset, input.limit)),
      start: os.exports.start.handler(({ input }) => exports.start(input.planId)),
    },
    jobs: {
      list: os.jobs.list.handler(() => exports.list()),
      items: os.jobs.items.handler(({ input }) =>
        exports.items(input.jobId, input.offset, input.limit, input.troubled),
      ),
      cancel: os.jobs.cancel.handler(async ({ input }) => {
        await exports.cancel(input.jobId)
        return {}
      }),
      resume: os.jobs.resume.handler(({ input }) => exports.resume(input.jobId)),
      remove: os.jobs.remove.handler(async ({ input }) => {
        await exports.remove(input.jobId)
        return {}
      }),
      reveal: os.jobs.reveal.handler(async ({ input }) => {
        const { target } = exports.job(input.jobId)
        if (target === null) throw new AppError('not-available', 'These files lie beside the photos.')
        await host.reveal(target)
        return {}
      }),
      open: os.jobs.open.handler(async ({ input }) => {
        await host.open([exports.result(input.jobId)])
        return {}
      }),
    },
  }
}
