const free = 'customAttributes is a free object: its members are the integrator’s, and the contract names none.'
const text = 'The example of a variable is any text that was handed in.'

/** Faults that no check can notice, and why. Each has to name a mutant; one that is noticed after all has to go. */
export const survivors: { mutant: string; reason: string }[] = [
  { mutant: 'updateChannelWebhook 200 paused: rename /customAttributes/team', reason: free },
  { mutant: 'updateChannelWebhook 200 rotated: rename /customAttributes/team', reason: free },
  { mutant: 'updateChannelWebhook 200 rotated: another type at /customAttributes/team', reason: free },
  { mutant: 'getChannelWebhook 200 webhook: rename /customAttributes/team', reason: free },
  {
    mutant: 'getTemplate 200 approved: a malformed value at /components/0/example/body_text_named_params/0/example',
    reason: text,
  },
  {
    mutant: 'getTemplate 200 rejected: a malformed value at /components/0/example/body_text_named_params/0/example',
    reason: text,
  },
]
