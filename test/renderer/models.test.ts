/** The page about the models, in a real Chromium. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { FakePageServer } from '../support/fake-page-server.ts'
import type { OpenedPage } from '../support/page-under-test.ts'
import { pagesOfTests } from '../support/pages-of-tests.ts'

const pages = pagesOfTests()
let opened: OpenedPage
let page: Page
let server: FakePageServer

async function open(): Promise<void> {
  opened = await pages.open(60)
  ;({ page, server } = opened)
  server.core.status = { ...server.core.status, device: 'webgpu' }
}

async function openModels(): Promise<void> {
  const button = page.getByRole('contentinfo').getByRole('button', { name: /^Models/u })
  await button.click()
  await page.getByRole('dialog', { name: 'Models' }).waitFor()
}

const dialog = () => page.getByRole('dialog', { name: 'Models' })

it('tells of each model what it is, whose, in which languages, how large, what runs it and how far it is', async () => {
  await open()
  await openModels()
  await opened.shows('Finds photos by an English sentence, as the fake maker says.')
  const said = (await dialog().textContent()) ?? ''
  for (const words of ['Fake small (fake-small-3)', 'English and German', '41.3 MB', 'GPU', 'all 60', 'Apache-2.0'])
    expect(said).toContain(words)
  expect(said).toMatch(/Faces.*20 of 60/su)
  expect(await dialog().getByRole('progressbar').count()).toBe(1)
})

it('counts on while photos are read', async () => {
  await open()
  await openModels()
  await opened.shows('20 of 60')
  server.core.models = {
    ...server.core.models,
    models: server.core.models.models.map((model) => ({ ...model, photos: 60 })),
  }
  server.core.say({ kind: 'indexing.changed', status: { ...server.core.status, state: 'completing' } })
  await expect.poll(() => dialog().getByRole('progressbar').count()).toBe(0)
})

it('tests the models when it is opened and again on request, and says what is wrong', async () => {
  await open()
  await openModels()
  await opened.shows(/answered as they should be \(GPU, worst cosine 0\.99994\)/u)
  expect(await dialog().getByRole('img', { name: 'Passed' }).count()).toBe(2)
  const answers = { passed: false, message: 'Two answers are wrong: use the CPU.', device: 'webgpu', worstCosine: 0.4 }
  server.core.check = { ...server.core.check, answers }
  await dialog().getByRole('button', { name: 'Test again' }).click()
  await opened.shows('Two answers are wrong: use the CPU.')
  expect(await dialog().getByRole('img', { name: 'Failed' }).count()).toBe(1)
})

it('says which model answers while another reads the photos', async () => {
  await open()
  server.core.models = { ...server.core.models, former: 'fake-small-2' }
  await openModels()
  await opened.shows('the model before it answers: fake-small-2.')
})

it('says when the models cannot be asked, and gives the keyboard back', async () => {
  await open()
  server.core.failing.add('models.list')
  server.core.failing.add('models.check')
  await openModels()
  await dialog().getByRole('alert').waitFor()
  await page.keyboard.press('Escape')
  await dialog().waitFor({ state: 'detached' })
  await expect.poll(opened.focused).toMatch(/1 of 60/u)
})
