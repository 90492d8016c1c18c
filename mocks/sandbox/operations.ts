import { advanceClock } from './operations/advanceClock.ts'
import { cancelSignup } from './operations/cancelSignup.ts'
import { clearFaults } from './operations/clearFaults.ts'
import { completeSignup } from './operations/completeSignup.ts'
import { createCompany } from './operations/createCompany.ts'
import { createFault } from './operations/createFault.ts'
import { createPhone } from './operations/createPhone.ts'
import { createSandboxToken } from './operations/createSandboxToken.ts'
import { createSignupResult } from './operations/createSignupResult.ts'
import { getClock } from './operations/getClock.ts'
import { getCredentials } from './operations/getCredentials.ts'
import { getPhoneMedia } from './operations/getPhoneMedia.ts'
import { listPhoneMessages } from './operations/listPhoneMessages.ts'
import { listPhones } from './operations/listPhones.ts'
import { listProviderStates } from './operations/listProviderStates.ts'
import { listRequests } from './operations/listRequests.ts'
import { listSpecViolations } from './operations/listSpecViolations.ts'
import { resetSandbox } from './operations/resetSandbox.ts'
import { reviewTemplate } from './operations/reviewTemplate.ts'
import { revokeSandboxToken } from './operations/revokeSandboxToken.ts'
import { scanQr } from './operations/scanQr.ts'
import { seedSandbox } from './operations/seedSandbox.ts'
import { sendFromPhone } from './operations/sendFromPhone.ts'
import { setProviderState } from './operations/setProviderState.ts'
import { unlinkAllDevices, unlinkDevice } from './operations/unlinkDevice.ts'
import { inOwnSession } from './own-session.ts'

/** What a world without a gateway serves as well. */
const shared = {
  listPhones,
  createPhone,
  scanQr,
  listPhoneMessages,
  getPhoneMedia,
  sendFromPhone,
  completeSignup,
  cancelSignup,
  createSignupResult,
  reviewTemplate,
  getClock,
  advanceClock,
  createFault,
  clearFaults,
}

export const worldOperations = { ...shared, unlinkDevice: unlinkAllDevices }

/** Every operation of the control API; one without a handler does not compile. */
export const sandboxOperations = {
  ...shared,
  unlinkDevice,
  completeSignup: inOwnSession(completeSignup),
  cancelSignup: inOwnSession(cancelSignup),
  getCredentials,
  createCompany,
  createSandboxToken,
  revokeSandboxToken,
  listRequests,
  listSpecViolations,
  resetSandbox,
  seedSandbox,
  listProviderStates,
  setProviderState,
} satisfies Record<keyof typeof import('../../generated/sandbox/sdk.gen.ts'), unknown>
