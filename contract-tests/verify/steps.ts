import type { Step } from './run.ts'
import { breaking } from './steps/breaking.ts'
import { coverage } from './steps/coverage.ts'
import { crossCheck } from './steps/cross-check.ts'
import { pactSpec } from './steps/pact-spec.ts'
import { probes } from './steps/probes.ts'
import { providers } from './steps/providers.ts'
import { reliance } from './steps/reliance.ts'
import { responses } from './steps/responses.ts'
import { spec } from './steps/spec.ts'
import { states } from './steps/states.ts'

/** Every step of a run, in their order: what needs no provider comes first, while the providers start. */
export const steps: Step[] = [
  spec,
  states,
  pactSpec,
  breaking,
  reliance,
  providers,
  responses,
  probes,
  coverage,
  crossCheck,
]
