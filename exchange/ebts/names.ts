/** Mnemonics of the fields that people meet in messages and in `booking inspect`. */

const HEADER = table(
  '1 LEN, 2 VER, 3 CNT, 4 TOT, 5 DAT, 6 PRY, 7 DAI, 8 ORI, 9 TCN, 10 TCR, 11 NSR, 12 NTR, 13 DOM',
  '14 GMT, 15 DCS',
);

const DESCRIPTIVE = table(
  '1 LEN, 2 IDC, 5 RET, 6 ATN, 7 SCO, 9 OCA, 14 FBI, 15 SID, 16 SOC, 17 MNU, 18 NAM, 19 AKA, 20 POB',
  '21 CTZ, 22 DOB, 24 SEX, 25 RAC, 26 SMT, 27 HGT, 29 WGT, 31 EYE, 32 HAI, 35 PPA, 36 PHT, 39 EAD',
  '40 OCP, 41 RES, 45 DOA, 47 ASL, 51 CSL, 54 SSD, 55 SLE, 56 ICO, 59 SRF, 60 MSG, 67 IMA, 70 RAP',
  '73 CRI, 75 ERS, 84 AMP, 87 TAA',
);

const IMAGE = table(
  '1 LEN, 2 IDC, 3 IMP, 4 SRC, 5 TCD, 6 HLL, 7 VLL, 8 SLC, 9 HPS, 10 VPS, 11 CGA, 12 BPX, 13 FGP',
  '21 SEG, 999 DATA',
);

const BINARY = table('1 LEN, 2 IDC');

const NAMES: ReadonlyMap<number, ReadonlyMap<number, string>> = new Map([
  [1, HEADER],
  [2, DESCRIPTIVE],
  [4, BINARY],
  [7, BINARY],
  [9, BINARY],
  [10, table('1 LEN, 2 IDC, 3 IMT, 4 SRC, 5 PHD, 6 HLL, 7 VLL, 20 POS, 999 DATA')],
  [13, IMAGE],
  [14, IMAGE],
  [15, IMAGE],
]);

/** How a field is called in every message: type, number and mnemonic, e.g. `2.018 NAM`. */
export function fieldName(type: number, number: number): string {
  const tag = `${type}.${String(number).padStart(3, '0')}`;
  const mnemonic = NAMES.get(type)?.get(number);
  return mnemonic === undefined ? tag : `${tag} ${mnemonic}`;
}

/** `1 LEN, 2 VER` to a table from number to mnemonic. */
function table(...lines: readonly string[]): ReadonlyMap<number, string> {
  const entries = lines.flatMap((line) => line.split(', ')).map((entry) => entry.split(' '));
  return new Map(entries.map(([number, mnemonic]) => [Number(number), mnemonic ?? '']));
}
