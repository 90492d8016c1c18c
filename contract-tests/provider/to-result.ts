import type { Interaction, Pact } from '../pact-file/interaction.ts'
import { masked } from './masked.ts'
import type { InteractionResult, Mismatch } from './provider.ts'
import type { Recording } from './recording-proxy.ts'
import type { RawMismatch, RawResult } from './verifier-process.ts'

/** What the verifier and the proxy know of one interaction, as one result. */
export function toResult(
  pact: Pact,
  interaction: Interaction,
  raw: RawResult | undefined,
  recording: Recording | undefined,
): InteractionResult {
  const mismatches = mismatchesOf(raw, recording)
  const { exchanges = [], prefer, startedAt = 0, endedAt = 0 } = recording ?? {}
  return {
    interaction: interaction.index,
    outcome: mismatches.length === 0 ? 'passed' : failedAs(pact, interaction),
    durationMs: endedAt - startedAt,
    mismatches,
    exchanges,
    ...(prefer !== undefined && { prefer }),
  }
}

/** A result of an interaction that never came to be verified. */
export function failure(pact: Pact, interaction: Interaction, kind: string, message: string): InteractionResult {
  const outcome = failedAs(pact, interaction)
  const mismatches = [{ kind, path: '', expected: '', got: '', message: masked(message) }]
  return { interaction: interaction.index, outcome, durationMs: 0, mismatches, exchanges: [] }
}

export function excluded(interaction: Interaction, reason: string): InteractionResult {
  return {
    interaction: interaction.index,
    outcome: 'excluded',
    durationMs: 0,
    mismatches: [],
    exchanges: [],
    reason,
  }
}

function failedAs(pact: Pact, interaction: Interaction): 'failed' | 'pending-failed' {
  return pact.pending || interaction.pending ? 'pending-failed' : 'failed'
}

function mismatchesOf(raw: RawResult | undefined, recording: Recording | undefined): Mismatch[] {
  // What follows from a state that was not made, or from an answer that was not given, says nothing.
  if (recording?.problem) {
    const { kind, message } = recording.problem
    return [{ kind, path: '', expected: '', got: '', message: masked(message) }]
  }
  if (!raw) return [errorOf('The Pact verifier gave no result for this interaction')]
  if (raw.result === 'OK') return []
  if (raw.mismatch?.type === 'mismatches') return raw.mismatch.mismatches.map(toMismatch)
  return [errorOf(raw.mismatch?.message ?? 'The Pact verifier failed it without a reason')]
}

function errorOf(message: string): Mismatch {
  return { kind: 'error', path: '', expected: '', got: '', message: masked(message) }
}

function toMismatch({ type, path, key, expected, actual, mismatch = '' }: RawMismatch): Mismatch {
  return {
    kind: type,
    path: path ?? key ?? '',
    expected: masked(text(expected)),
    got: masked(text(actual)),
    message: masked(mismatch),
  }
}

function text(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
