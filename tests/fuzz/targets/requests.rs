//! What readers ask: queries, and the parameters of addresses.

use pressmark::archive::Payload;
use pressmark::query::{
    Address, CITE, Cursor, DIFFERENCE, ExportRequest, Expr, Matcher, Matching, Query, SIMILAR, SUGGEST, Strictness,
    TimelineRequest, parse_parameters, read_leniently, read_strictly, to_parameters,
};
use pressmark::release::{PartialDate, Release, ReleaseId};

use super::files::record;
use super::laws;

/// A query on the first line, and the text that it is asked of behind it. What it is read as reads the same.
pub(super) fn query(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    let (asked, body) = input.split_once('\n').unwrap_or((&input, "Two men were jailed for fraud in Northmere."));
    for matching in [Matching::All, Matching::Any] {
        let query = Query::parse(asked, matching);
        let again = Query::parse(&query.read_as(), Matching::All);
        if query.expr != Expr::nothing() {
            assert_eq!(again.expr, query.expr, "{asked:?} is read as {:?}", query.read_as());
            assert!(again.notes.is_empty(), "{:?} of {:?}", again.notes, query.read_as());
        }
        if query.expr.words() <= 256 {
            laws::shown(&laws::enriched(release(body)), &query);
        } else {
            drop(Matcher::new(&query.expr));
        }
    }
}

/// What stands behind `?` of an address: what is read is written and read again, and what is not is told.
pub(super) fn parameters(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    let input = input.as_ref();
    for strictness in [Strictness::Strict, Strictness::Lenient] {
        match parse_parameters(input, strictness) {
            Ok(request) => {
                let written = to_parameters(&request);
                assert_eq!(parse_parameters(&written, Strictness::Strict), Ok(request), "{written}");
            }
            Err(faults) => assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.reason.is_empty())),
        }
        if let Ok(timeline) = TimelineRequest::from_parameters(input, strictness) {
            let written = timeline.to_parameters();
            assert_eq!(TimelineRequest::from_parameters(&written, Strictness::Strict), Ok(timeline), "{written}");
        }
    }
    if let Ok(export) = ExportRequest::from_parameters(input) {
        let written = export.to_parameters();
        assert_eq!(ExportRequest::from_parameters(&written), Ok(export), "{written}");
    }
    for known in [DIFFERENCE, SUGGEST, CITE, SIMILAR] {
        if let Ok(given) = read_strictly(input, known) {
            assert_eq!(read_leniently(input, known), Ok(given));
        }
    }
    // The values alone, as they stand in addresses.
    for value in input.split(['&', '=', '?']) {
        if let Ok(cursor) = value.parse::<Cursor>() {
            assert_eq!(cursor.to_string(), value);
        }
        if let Ok(date) = value.parse::<PartialDate>() {
            assert_eq!(date.to_string(), value);
        }
        if let Ok(id) = value.parse::<ReleaseId>() {
            assert_eq!(id.as_str().parse(), Ok(id));
        }
        if let Ok(address) = value.parse::<Address>() {
            assert_eq!(address.key().parse::<Address>().as_ref(), Ok(&address));
        }
    }
}

/// A release that is no more than this text.
fn release(body: &str) -> Release {
    let capture = record(Payload::Text(String::new())).capture;
    Release {
        id: ReleaseId::derive(None, None, None, None, None, body),
        given_id: None,
        title: Some("Fraud in Northmere".to_owned()),
        title_made: false,
        published: None,
        kind: None,
        publisher: Some("Northmere Police".to_owned()),
        authors: Vec::new(),
        language: None,
        summary: None,
        body: body.to_owned(),
        url: None,
        given_topics: Vec::new(),
        publish_after: None,
        capture,
        notes: Vec::new(),
    }
}
