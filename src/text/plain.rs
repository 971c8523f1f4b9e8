//! Runs of ASCII letters and digits, eight bytes at a time.

/// A byte of each of eight.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The highest bit of each.
const HIGH: u64 = each(0x80);

/// How many letters and digits of ASCII the bytes begin with.
pub(super) fn length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(eight) = bytes.get(length..).and_then(<[u8]>::first_chunk) {
        let others = HIGH & !plain(u64::from_le_bytes(*eight));
        if others != 0 {
            return length + others.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    length + bytes[length..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

/// The highest bit of each byte that is a letter or a digit. No sum of seven bits and less than as much carries into the
/// next byte.
fn plain(eight: u64) -> u64 {
    let low = eight & !HIGH;
    let within = |low: u64, first: u8, last: u8| (low + each(0x80 - first)) & !(low + each(0x7f - last));
    (within(low | each(0x20), b'a', b'z') | within(low, b'0', b'9')) & !eight & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_at_each_place_ends_a_run_or_does_not() {
        for byte in 0..=u8::MAX {
            for at in 0..20 {
                let mut bytes = [b'a', b'Z', b'0', b'9', b'A', b'z'].repeat(4);
                bytes[at] = byte;
                let expected = if byte.is_ascii_alphanumeric() { bytes.len() } else { at };
                assert_eq!(length(&bytes), expected, "{byte} at {at}");
            }
        }
        assert_eq!((length(b""), length(b"a"), length(b"12345678")), (0, 1, 8));
    }
}
