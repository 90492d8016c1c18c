/** A process of its own: the verifier writes to stdout from native code. Answers each interaction's result, as the environment asks. */
import { writeFileSync } from 'node:fs'
import { Verifier } from '@pact-foundation/pact-core'

const { PROVIDER_URL = '', STATES_URL = '', PACT = '', RESULT = '', AS_BODY, TEARDOWN } = process.env
const verifier = new Verifier({
  provider: 'keebai',
  providerBaseUrl: PROVIDER_URL,
  pactUrls: [PACT],
  providerStatesSetupUrl: STATES_URL,
  providerStatesSetupBody: AS_BODY === 'yes',
  providerStatesSetupTeardown: TEARDOWN === 'yes',
  logLevel: 'error',
})
const told = await verifier.verify().catch((error: Error) => error.message)
writeFileSync(RESULT, told)
