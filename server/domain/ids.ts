declare const brand: unique symbol
type Brand<Name extends string> = string & { readonly [brand]: Name }

/** A company (tenant): 24 lower-case hex characters. */
export type CompanyId = Brand<'CompanyId'>
/** A channel: 128 bits as 32 upper-case hex characters; each surface spells it its own way (see channel-id.ts). */
export type ChannelId = Brand<'ChannelId'>
/** A connect session: `cs_` and 26 Crockford characters carrying 128 random bits, because the portal link is its only credential. */
export type SessionId = Brand<'SessionId'>
/** A broadcast: 24 lower-case hex characters. */
export type BroadcastId = Brand<'BroadcastId'>
/** A message of ours: 32 lower-case hex characters; travels to Meta as `biz_opaque_callback_data`. */
export type MessageId = Brand<'MessageId'>
export type TokenId = Brand<'TokenId'>
/** A webhook subscription: `wh_` and 26 Crockford characters. */
export type SubscriptionId = Brand<'SubscriptionId'>
/** An event: `evt_` and 26 Crockford characters, the consumer's deduplication key. */
export type EventId = Brand<'EventId'>
export type DeliveryId = Brand<'DeliveryId'>
/** E.164 with the leading plus. */
export type PhoneNumber = Brand<'PhoneNumber'>

const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/

/** A phone number written in E.164 form with its plus; undefined for anything else. */
export function parsePhoneNumber(text: string): PhoneNumber | undefined {
  return PHONE_NUMBER.test(text) ? (text as PhoneNumber) : undefined
}

/** A phone number from the digits WhatsApp and Meta use (no plus). */
export function phoneNumberFromDigits(digits: string): PhoneNumber {
  return `+${digits.replace(/\D/g, '')}` as PhoneNumber
}

/** The digits of a phone number, as WhatsApp and Meta address it. */
export function digitsOf(phone: PhoneNumber): string {
  return phone.slice(1)
}
