/** Faults that no check can notice, and why. Each has to name a mutant; one that is noticed after all has to go. */
export const survivors: { mutant: string; reason: string }[] = [
  {
    mutant: 'updateChannelWebhook 200 paused: rename /customAttributes/team',
    reason: 'customAttributes is a free object: its members are the integrator’s, and the contract names none.',
  },
  {
    mutant: 'getTemplate 200 approved: a malformed value at /components/0/example/body_text_named_params/0/example',
    reason: 'The example of a variable is any text that was handed in.',
  },
]
