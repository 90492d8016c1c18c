import { channelId, company, customer, ownNumber, startDriver } from './multi-device-rig.ts'

// Everything that makes libsignal speak: sessions opened, closed and replaced, in a process of its own.
{
  await using rig = await startDriver()
  await rig.link()
  await rig.send('hola')
  await rig.world.simulator.sendText(company, { from: customer, to: ownNumber, text: 'buenas' })
  await rig.until('the answer', () => rig.received[0])
  await rig.restart()
  rig.network.resume(company, channelId)
  await rig.isOpen()
  await rig.send('otra vez')
  rig.world.simulator.unlink(company, ownNumber)
  await rig.until('the end', () => rig.unlinked[0])
}
// Baileys leaves a timer of 30 s behind after a first login.
process.stdout.write('conversation over\n', () => process.exit(0))
