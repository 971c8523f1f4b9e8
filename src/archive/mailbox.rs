//! A mailbox: mails one behind the other, each below a line that begins with `From ` (RFC 4155).

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use super::limits::MAX_RECORD_BYTES;
use super::mail;
use super::part::Part;
use super::reading::Reading;
use super::rows::Gathered;
use super::source::Source;

/// Bytes of a line that are looked at together.
const LINE_BYTES: u64 = 64 << 10;

/// Gives the mails of a mailbox, holding one at a time.
pub(super) fn read(reading: &mut Reading<'_>, part: &Part, mut source: Source<'_>) -> ControlFlow<()> {
    let mut number = 0_u64;
    let mut message = Gathered::up_to(MAX_RECORD_BYTES);
    let (mut opens_line, mut after_blank) = (true, true);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = match (&mut source).take(LINE_BYTES).read_until(b'\n', &mut line) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            outcome => outcome,
        };
        let ended = matches!(read, Ok(0) | Err(_));
        let parts = opens_line && after_blank && (number == 0 || is_separator(&line)) && line.starts_with(b"From ");
        if parts || ended {
            let finished = std::mem::replace(&mut message, Gathered::up_to(MAX_RECORD_BYTES));
            if number > 0 {
                let inside = format!("message {number}");
                let inside = Part { place: part.place_of(&inside), ..part.clone() };
                match (read, finished.finish()) {
                    (Err(error), _) => return reading.failed(inside.place, error.to_string()),
                    (_, Err(reason)) => reading.failed(inside.place, reason)?,
                    (_, Ok(bytes)) => mail::read(reading, &inside, &bytes)?,
                }
            }
            if ended {
                return ControlFlow::Continue(());
            }
            number += 1;
        } else {
            message.push(if opens_line && is_quoted(&line) { line.get(1..).unwrap_or_default() } else { &line });
        }
        after_blank = opens_line && matches!(line.as_slice(), b"\n" | b"\r\n");
        opens_line = line.ends_with(b"\n");
    }
}

/// `From jane@x.example Tue Mar  3 10:30:00 1998`: with a time in it, since people begin their lines with "From" too.
fn is_separator(line: &[u8]) -> bool {
    line.starts_with(b"From ")
        && line
            .windows(5)
            .any(|five| matches!(five, [a, b, b':', c, d] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit())))
}

/// `>From`, as a line of the text is written that begins with `From`; and `>>From`, which was `>From`.
fn is_quoted(line: &[u8]) -> bool {
    line.starts_with(b">")
        && line
            .iter()
            .position(|byte| *byte != b'>')
            .is_some_and(|at| line.get(at..).unwrap_or_default().starts_with(b"From "))
}
