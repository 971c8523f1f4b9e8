//! Inputs made of others, by chance that a number decides: the same number, the same inputs.

use std::ops::Range;

use crate::chance::Chance;

/// The longest input that is made.
pub(super) const LONGEST: usize = 64 << 10;

/// Numbers at the edges of what programs count with, as they are written in texts.
const NUMBERS: [&[u8]; 10] = [
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65536",
    b"2147483648",
    b"4294967295",
    b"18446744073709551615",
    b"99999999999999999999",
    b"1e999",
];

/// Bytes at such edges.
const BYTES: [u8; 8] = [0x00, 0x01, 0x7f, 0x80, 0xff, b'\n', b' ', b'<'];

/// Makes inputs of seeds and of words that mean something to what is tried.
pub(super) struct Mutation<'s> {
    seeds: &'s [Vec<u8>],
    words: &'s [Vec<u8>],
    chance: Chance,
}

impl<'s> Mutation<'s> {
    pub(super) fn new(seeds: &'s [Vec<u8>], words: &'s [Vec<u8>], number: u64) -> Self {
        Self { seeds, words, chance: Chance::seeded(number) }
    }

    /// The next input: a seed, changed once to eight times.
    pub(super) fn input(&mut self) -> Vec<u8> {
        let mut input = self.seeds[self.below(self.seeds.len())].clone();
        for _ in 0..=self.below(8) {
            self.change(&mut input);
            input.truncate(LONGEST);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let place = self.range(input.len());
        match self.below(10) {
            0 => {
                if let Some(byte) = input.get_mut(place.start) {
                    *byte ^= 1 << self.below(8);
                }
            }
            1 => {
                if let Some(byte) = input.get_mut(place.start) {
                    *byte = BYTES[self.below(BYTES.len())];
                }
            }
            2 => drop(input.drain(place)),
            3 => input.truncate(place.start),
            // Put in, or over something else.
            4 | 5 if !self.words.is_empty() => {
                let word = self.words[self.below(self.words.len())].clone();
                let end = if self.below(2) == 0 { place.start } else { place.end };
                drop(input.splice(place.start..end, word));
            }
            6 => {
                let number = NUMBERS[self.below(NUMBERS.len())];
                let digits = input.iter().skip(place.start).position(u8::is_ascii_digit).map(|at| place.start + at);
                let start = digits.unwrap_or(place.start);
                let end = start + input[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                drop(input.splice(start..end, number.iter().copied()));
            }
            // The same again: mostly a few times, at times as often as there is room.
            7 => {
                let times = if self.below(32) == 0 { LONGEST / place.len().max(1) } else { self.below(8) };
                let room = (LONGEST - input.len()) / place.len().max(1);
                let repeated = input[place.clone()].repeat(times.min(room));
                drop(input.splice(place.start..place.start, repeated));
            }
            8 => {
                let other = &self.seeds[self.below(self.seeds.len())];
                let piece = self.range(other.len());
                drop(input.splice(place, other[piece].iter().copied()));
            }
            _ => {
                let moved: Vec<u8> = input.drain(place).collect();
                let at = self.below(input.len() + 1);
                drop(input.splice(at..at, moved));
            }
        }
    }

    /// A piece of so many bytes: mostly a short one.
    fn range(&mut self, bytes: usize) -> Range<usize> {
        let start = self.below(bytes + 1);
        let most = if self.below(4) == 0 { bytes } else { 16 };
        start..(start + self.below(most + 1)).min(bytes)
    }

    fn below(&mut self, end: usize) -> usize {
        self.chance.below(end)
    }
}

/// The words of a dictionary as libFuzzer has them: one in quotes a line, with `\\`, `\"` and `\xFF`.
pub(super) fn words(dictionary: &str) -> Vec<Vec<u8>> {
    let lines = dictionary.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| word(line).unwrap_or_else(|| panic!("no word: {line}"))).collect()
}

fn word(line: &str) -> Option<Vec<u8>> {
    let mut bytes = line.strip_prefix('"')?.strip_suffix('"')?.bytes();
    let mut word = Vec::new();
    while let Some(byte) = bytes.next() {
        word.push(match byte {
            b'\\' => match bytes.next()? {
                b'x' => {
                    let digits = [bytes.next()?, bytes.next()?];
                    u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                escaped => escaped,
            },
            byte => byte,
        });
    }
    Some(word)
}

#[test]
fn the_same_number_makes_the_same_inputs_and_they_keep_to_their_length() {
    let seeds = [b"one 12 three".to_vec(), vec![b'x'; LONGEST], Vec::new()];
    let words = words("\"\\x00\\\"a\\\\\"\n# none\n\"<b>\"");
    assert_eq!(words, [b"\0\"a\\".to_vec(), b"<b>".to_vec()]);
    let inputs = |number| {
        let mut mutation = Mutation::new(&seeds, &words, number);
        (0..500).map(|_| mutation.input()).collect::<Vec<_>>()
    };
    let first = inputs(1);
    assert_eq!(first, inputs(1));
    assert_ne!(first, inputs(2));
    assert!(first.iter().all(|input| input.len() <= LONGEST));
    assert!(first.iter().any(|input| input.windows(3).any(|piece| piece == b"<b>")));
}
