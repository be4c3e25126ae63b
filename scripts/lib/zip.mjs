import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/**
 * @typedef {{ name: string, method: number, packedSize: number, size: number, offset: number }} ZipEntry
 */

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;

/**
 * Reads the list of files in a zip file (a Python wheel is one). Zip64 and encryption are not read: they are refused.
 * @param {string} path
 * @returns {Promise<ZipEntry[]>}
 * @throws {Error} if it is no zip file, or a damaged one
 */
export async function readZip(path) {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = await readAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557));
    const end = findEnd(tail);
    const count = tail.readUInt16LE(end + 10);
    const length = tail.readUInt32LE(end + 12);
    const start = tail.readUInt32LE(end + 16);
    if (count === 0xffff || start === 0xffffffff || start + length > size) throw new Error('damaged zip file');
    return parseDirectory(await readAt(file, start, length), count);
  } finally {
    await file.close();
  }
}

/**
 * Writes one file of a zip file to a path. The content is checked by its length only: the caller has a checksum.
 * @param {string} zipPath @param {ZipEntry} entry @param {string} target @param {number} mode of the file that is made
 */
export async function extractEntry(zipPath, entry, target, mode) {
  if (entry.method !== 8 && entry.method !== 0) throw new Error(`zip method ${entry.method} is not supported`);
  const start = await dataStart(zipPath, entry.offset);
  const source = createReadStream(zipPath, { start, end: start + entry.packedSize - 1 });
  const sink = createWriteStream(target, { mode, flags: 'wx' });
  await (entry.method === 8 ? pipeline(source, createInflateRaw(), sink) : pipeline(source, sink));
  if (sink.bytesWritten !== entry.size) throw new Error('damaged zip file');
}

/** @param {string} zipPath @param {number} offset of the file's own header */
async function dataStart(zipPath, offset) {
  const file = await open(zipPath, 'r');
  try {
    const header = await readAt(file, offset, 30);
    if (header.readUInt32LE(0) !== LOCAL_HEADER) throw new Error('damaged zip file');
    return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

/** @param {import('node:fs/promises').FileHandle} file @param {number} position @param {number} length */
async function readAt(file, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Error('damaged zip file');
  return buffer;
}

/** @param {Buffer} tail @returns {number} */
function findEnd(tail) {
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new Error('not a zip file');
}

/** @param {Buffer} directory @param {number} count @returns {ZipEntry[]} */
function parseDirectory(directory, count) {
  const entries = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw new Error('damaged zip file');
    if (directory.readUInt16LE(at + 8) & 1) throw new Error('encrypted zip files are not supported');
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}
