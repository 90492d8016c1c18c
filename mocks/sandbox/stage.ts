import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CompanyId } from '../../server/domain/ids.ts'
import type { Log } from '../../server/domain/ports/log.ts'
import type { ResponseCheck } from '../../server/http/pipeline/surface-options.ts'
import type { ProviderStates } from '../provider-states/provider-states.ts'
import { type BoxSettings, openBox } from './box.ts'
import { createControlHandle } from './control-handle.ts'
import { isIssued } from './issued.ts'
import type { Recorder } from './recorder.ts'

/**
 * A gateway with a world of its own for the runs of provider states: whatever ids a state asks for are free there, and
 * what a state breaks is broken nowhere else.
 */
export interface Stage {
  states: ProviderStates
  handle: RequestListener
  /** Whether the text is a token here. */
  knows(text: string): Promise<boolean>
  close(): Promise<void>
}

export async function openStage(
  options: BoxSettings & { log: Log; recorder: Recorder; responses: ResponseCheck },
): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-states-'))
  const { log, recorder, responses, ...settings } = options
  let url = ''
  const box = await openBox({
    ...settings,
    directory,
    temporary: true,
    log,
    recorder,
    strict: true,
    adopts: true,
    url: () => url,
    controlUrl: () => url,
    also: (req, res) => control.handle(req, res),
  })
  const { gateway, states } = box
  // Only requests of a run come here, and those carry a token.
  const control = createControlHandle(box.control, { company: nobody, log, responses })
  // Meta's webhooks and a person's browser come here by themselves.
  url = `http://127.0.0.1:${await gateway.listen(0, '127.0.0.1')}`
  box.placed()
  await gateway.start()

  function handle(req: IncomingMessage, res: ServerResponse): void {
    // Links lead where they work: the portal of this gateway.
    if (!settings.hubMessageHost) req.headers.host = new URL(url).host
    gateway.server.emit('request', req, res)
  }

  return {
    states,
    handle,
    knows: (text) => isIssued(gateway.context, text),
    async close() {
      await box.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const nobody = '' as CompanyId
