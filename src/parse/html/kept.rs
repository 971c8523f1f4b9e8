//! What the tools that keep pages write into them: where the page was, and when it was taken. Never a date of publication.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use url::Url;

/// Where a copy was taken from, and when.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// The address of the page.
    pub(super) url: Option<String>,
    /// The time of capture, RFC 3339 in UTC.
    pub(super) captured: Option<String>,
}

impl Kept {
    /// Takes in a comment: ` saved from url=(0042)https://…` (browsers), ` Page saved with SingleFile url: https://… saved
    /// date: …`, ` Mirrored from host/page by HTTrack …`, `FILE ARCHIVED ON 20:34:06 Nov 17, 2015 …` (Wayback Machine).
    pub(super) fn comment(&mut self, comment: &str) {
        // Other comments name addresses too.
        let mark = if comment.contains("SingleFile") { "url: " } else { "saved from url=" };
        let url = comment.split_once(mark).and_then(|(_, after)| {
            let after = if after.starts_with('(') { after.split_once(')')?.1 } else { after };
            after.split_whitespace().next().filter(|url| url.starts_with("http")).map(str::to_owned)
        });
        let mirrored = || {
            let (_, after) = comment.split_once("Mirrored from ")?;
            let (page, _) = after.split_once(" by HTTrack")?;
            let page = page.trim();
            Some(if page.contains("://") { page.to_owned() } else { format!("http://{page}") })
        };
        self.url = self.url.take().or(url).or_else(mirrored);
        self.captured = self.captured.take().or_else(|| time(comment));
    }

    /// Takes in the script of the Wayback Machine: `__wm.wombat("http://…","20151117203406",…)`.
    pub(super) fn script(&mut self, script: &str) {
        let Some((_, call)) = script.split_once("__wm.wombat(") else { return };
        let mut texts = call.split('"').skip(1).step_by(2);
        let url = texts.next().filter(|url| url.starts_with("http")).map(str::to_owned);
        let stamp = texts.next().and_then(|stamp| NaiveDateTime::parse_from_str(stamp, "%Y%m%d%H%M%S").ok());
        self.url = self.url.take().or(url);
        self.captured = self.captured.take().or_else(|| stamp.map(|stamp| written(stamp.and_utc())));
    }
}

/// The time in a comment.
fn time(comment: &str) -> Option<String> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    if let Some((_, after)) = comment.split_once("FILE ARCHIVED ON ") {
        let stamp = words(after).get(..4)?.join(" ");
        let stamp = NaiveDateTime::parse_from_str(&stamp, "%H:%M:%S %b %d, %Y").ok()?;
        return Some(written(stamp.and_utc()));
    }
    if let Some((_, after)) = comment.split_once("saved date: ") {
        let stamp = words(after).get(1..6)?.join(" ");
        let stamp = DateTime::parse_from_str(&stamp, "%b %d %Y %H:%M:%S GMT%z").ok()?;
        return Some(written(stamp.to_utc()));
    }
    let (_, after) = comment.split_once(" by HTTrack")?;
    let (_, after) = after.split_once("], ")?;
    let stamp = words(after).get(1..6)?.join(" ");
    let stamp = NaiveDateTime::parse_from_str(stamp.strip_suffix(" GMT")?, "%d %b %Y %H:%M:%S").ok()?;
    Some(written(stamp.and_utc()))
}

fn written(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The address within one that a web archive rewrote: `https://web.archive.org/web/20170222093000im_/http://…`.
pub(super) fn unwrapped(link: &str) -> &str {
    let inner = || {
        let (_, after) = link.split_once("/web/").or_else(|| link.split_once("/webarchive/"))?;
        let (stamp, inner) = after.split_once('/')?;
        let digits = stamp.bytes().take_while(u8::is_ascii_digit).count();
        let kind = stamp.get(digits..)?;
        let rewritten = (4..=14).contains(&digits) && (kind.is_empty() || kind.ends_with('_'));
        (rewritten && ["http://", "https://"].iter().any(|scheme| inner.starts_with(scheme))).then_some(inner)
    };
    inner().unwrap_or(link)
}

/// True for an element that a web archive puts over the page: its toolbar.
pub(super) fn is_toolbar(id: &str) -> bool {
    id.starts_with("wm-ipp") || id == "donato" || id == "wm-capinfo"
}

/// A URL, unwrapped.
pub(super) fn parsed(link: &str) -> Result<Url, url::ParseError> {
    Url::parse(unwrapped(link.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tool_says_where_and_when() {
        let cases = [
            (" saved from url=(0030)https://harbour.example/ferries ", "https://harbour.example/ferries", None),
            (
                "\n Page saved with SingleFile \n url: https://harbour.example/ferries \n saved date: Wed Feb 22 2017 10:30:00 GMT+0100 (CET)\n",
                "https://harbour.example/ferries",
                Some("2017-02-22T09:30:00Z"),
            ),
            (
                " Mirrored from harbour.example/ferries.html by HTTrack Website Copier/3.x [XR&CO'2014], Wed, 22 Feb 2017 09:30:00 GMT ",
                "http://harbour.example/ferries.html",
                Some("2017-02-22T09:30:00Z"),
            ),
        ];
        for (comment, url, captured) in cases {
            let mut kept = Kept::default();
            kept.comment(comment);
            assert_eq!((kept.url.as_deref(), kept.captured.as_deref()), (Some(url), captured));
        }
        let mut kept = Kept::default();
        kept.comment("\n FILE ARCHIVED ON 09:30:00 Feb 22, 2017 AND RETRIEVED FROM THE\n INTERNET ARCHIVE ON 17:20:48 Mar 08, 2019.");
        assert_eq!(kept, Kept { url: None, captured: Some("2017-02-22T09:30:00Z".to_owned()) });
        let mut kept = Kept::default();
        kept.script(
            "__wm.wombat(\"http://harbour.example/\",\"20170222093000\",\"https://web.archive.org/\",\"web\");",
        );
        assert_eq!(kept.url.as_deref(), Some("http://harbour.example/"));
        assert_eq!(kept.captured.as_deref(), Some("2017-02-22T09:30:00Z"));
        let mut kept = Kept::default();
        for comment in [" url: none ", " saved date: today ", " by HTTrack ", "FILE ARCHIVED ON 99:99"] {
            kept.comment(comment);
        }
        assert_eq!(kept, Kept::default());
    }

    #[test]
    fn a_rewritten_link_is_unwrapped() {
        for link in [
            "https://web.archive.org/web/20170222093000/https://harbour.example/a",
            "https://web.archive.org/web/20170222093000im_/https://harbour.example/a",
            "/web/2017/https://harbour.example/a",
        ] {
            assert_eq!(unwrapped(link), "https://harbour.example/a");
        }
        for link in ["https://harbour.example/web/2017/ferries", "https://harbour.example/web/x/http://a.example/"] {
            assert_eq!(unwrapped(link), link);
        }
    }
}
