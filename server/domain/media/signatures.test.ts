import { expect, test } from 'vitest'
import { mediaTypes } from './limits.ts'
import { looksLike } from './signatures.ts'

const latin = (text: string) => Buffer.from(text, 'latin1')
const zip = latin('PK\x03\x04\x14\x00')
const compound = latin('\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1')
const office = 'application/vnd.openxmlformats-officedocument'

const genuine: Record<string, Buffer[]> = {
  'image/jpeg': [latin('\xFF\xD8\xFF\xE0'), latin('\xFF\xD8\xFF\xE1')],
  'image/png': [latin('\x89PNG\r\n\x1A\n\0\0\0\rIHDR')],
  'image/webp': [latin('RIFF\x24\0\0\0WEBPVP8 ')],
  'video/mp4': [latin('\0\0\0\x20ftypisom'), latin('\0\0\0\x08wide\0\0\0\0mdat')],
  'video/3gpp': [latin('\0\0\0\x14ftyp3gp4')],
  'audio/mp4': [latin('\0\0\0\x20ftypM4A ')],
  'audio/aac': [latin('\xFF\xF1\x50\x80'), latin('\xFF\xF9\x50\x80'), latin('ADIF')],
  'audio/mpeg': [latin('\xFF\xFB\x90\x64'), latin('\xFF\xF3\x90\x64'), latin('ID3\x04')],
  'audio/amr': [latin('#!AMR\n'), latin('#!AMR-WB\n')],
  'audio/ogg': [latin('OggS\0\x02')],
  'audio/opus': [latin('OggS\0\x02')],
  'application/pdf': [latin('%PDF-1.7'), latin('\xEF\xBB\xBF%PDF-1.4')],
  'text/plain': [latin('Menú'), Buffer.from('\uFEFFMenú', 'utf16le'), Buffer.from('Меню 🍝')],
  'application/msword': [compound, latin('{\\rtf1')],
  'application/vnd.ms-excel': [compound],
  'application/vnd.ms-powerpoint': [compound],
  [`${office}.wordprocessingml.document`]: [zip, compound],
  [`${office}.spreadsheetml.sheet`]: [zip, compound],
  [`${office}.presentationml.presentation`]: [zip, compound],
}

test('every type WhatsApp takes is known by how its files begin', () => {
  expect(Object.keys(genuine).sort()).toEqual([...mediaTypes].sort())
})

test.each(Object.entries(genuine))('%s is taken for what it is, with parameters and capitals too', (mime, heads) => {
  for (const head of heads) {
    expect(looksLike(mime, head)).toBe(true)
    expect(looksLike(`${mime.toUpperCase()}; codecs=opus`, head)).toBe(true)
  }
})

test.each(mediaTypes)('a program, and nothing at all of its own kind, is not taken for %s', (mime) => {
  expect(looksLike(mime, latin('\x7FELF\x02\x01\x01\0'))).toBe(false)
  expect(looksLike(mime, latin('MZ\x90\0\x03\0\0\0'))).toBe(false)
})

test.each(mediaTypes.filter((mime) => mime !== 'text/plain'))('text is not taken for %s', (mime) => {
  expect(looksLike(mime, latin('hello'))).toBe(false)
  expect(looksLike(mime, latin('<!DOCTYPE html><html>'))).toBe(false)
})

test('MP3 and AAC, which begin alike, are told apart', () => {
  expect(looksLike('audio/aac', latin('\xFF\xFB\x90\x64'))).toBe(false)
  expect(looksLike('audio/mpeg', latin('\xFF\xF1\x50\x80'))).toBe(false)
})

test('a type nobody knows by its beginning passes', () => {
  expect(looksLike('application/octet-stream', latin('hello'))).toBe(true)
})
