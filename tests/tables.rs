//! Tables as spreadsheets read them back.

use pressmark::table::row;
use proptest::prelude::*;

use crate::support::{bundled, pressmark, stdout};

/// What a spreadsheet would run as a formula, or take apart.
const STEERS: [char; 8] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0'];

fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(table.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

proptest! {
    #[test]
    fn cells_are_read_back_and_none_of_them_is_a_formula(
        table in proptest::collection::vec(
            proptest::collection::vec("([=+@\t\r\n\0\"',;a é-]|\r\n){0,8}", 2..5), 1..6,
        ),
    ) {
        let written: String = table.iter().map(|cells| row(cells.iter().map(String::as_str))).collect();
        let read = rows(&written);
        prop_assert_eq!(read.len(), table.len());
        for (cells, read) in table.iter().zip(&read) {
            prop_assert_eq!(cells.len(), read.len());
            for (cell, read) in cells.iter().zip(read) {
                prop_assert!(!read.starts_with(STEERS), "{:?}", read);
                let guarded = if cell.starts_with(STEERS) { format!("'{cell}") } else { cell.clone() };
                prop_assert_eq!(read, &guarded);
            }
        }
    }
}

#[test]
fn every_table_of_the_command_line_has_as_many_cells_in_each_row() {
    let index = bundled().to_str().unwrap();
    for arguments in [
        ["search", "police", "--format", "csv", "--index", index].as_slice(),
        &["export", "--format", "csv", "--index", index],
        &["timeline", "police", "--share", "--format", "csv", "--index", index],
    ] {
        let printed = pressmark(arguments);
        let rows = rows(stdout(&printed));
        assert!(rows.len() > 5, "{arguments:?}");
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{arguments:?}");
        // RFC 4180: every line ends in CRLF.
        assert!(stdout(&printed).ends_with("\r\n"));
    }
}
