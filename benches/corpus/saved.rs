//! The releases of a corpus as pages that were saved, and as captures of them: the same text, in what a site puts around
//! it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Grown;

/// A page with a head that says what it is, navigation, scripts and a foot: 9 KB around the text.
pub(crate) fn page(release: &Grown) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let title = escaped(release.title.as_deref().unwrap_or("A statement"));
    let mut page = format!("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\n");
    let mut meta = |name: &str, value: &str| {
        page.push_str(&format!("<meta property=\"{name}\" content=\"{}\">\n", escaped(value)));
    };
    meta("og:title", release.title.as_deref().unwrap_or("A statement"));
    meta("og:type", "article");
    meta("og:url", &release.url);
    if let Some(publisher) = &release.publisher {
        meta("og:site_name", publisher);
    }
    if let Some(date) = release.date {
        meta("article:published_time", &date.to_string());
    }
    page.push_str(&format!("<link rel=\"canonical\" href=\"{}\">\n", escaped(&release.url)));
    page.push_str("<script>");
    for number in 0..60 {
        page.push_str(&format!("window.dataLayer=window.dataLayer||[];dataLayer.push({{event:\"view{number}\"}});\n"));
    }
    page.push_str("</script></head><body class=\"page\"><header><nav class=\"menu\"><ul>");
    for number in 0..40 {
        page.push_str(&format!("<li class=\"item\"><a href=\"/section/{number}\">Section {number}</a></li>\n"));
    }
    page.push_str("</ul></nav></header><main><article>");
    page.push_str(&format!("<h1>{title}</h1>\n"));
    if let Some(summary) = &release.summary {
        page.push_str(&format!("<p class=\"summary\">{}</p>\n", escaped(summary)));
    }
    for paragraph in release.body.split("\n\n") {
        page.push_str(&format!("<p>{}</p>\n", escaped(paragraph)));
    }
    page.push_str("</article></main><footer><ul>");
    for number in 0..30 {
        page.push_str(&format!("<li><a href=\"/about/{number}\">About us {number}</a></li>\n"));
    }
    page.push_str("</ul></footer></body></html>\n");
    page
}

/// A folder with a page for each release.
pub(crate) fn write_pages(releases: impl Iterator<Item = Grown>, folder: &Path) {
    for (number, release) in releases.enumerate() {
        let folder = folder.join(format!("{:03}", number / 1000));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{number:07}.html")), page(&release)).unwrap();
    }
}

/// A web archive of them, a gzip member for each record, as ISO 28500 recommends.
pub(crate) fn write_captures(releases: impl Iterator<Item = Grown>, file: &Path) {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file).unwrap());
    for release in releases {
        let page = page(&release);
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{page}",
            page.len()
        );
        let head = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            release.url,
            answer.len()
        );
        let mut member = GzEncoder::new(&mut out, Compression::default());
        write!(member, "{head}{answer}\r\n\r\n").unwrap();
        member.finish().unwrap();
    }
    out.flush().unwrap();
}

/// The pages and the captures of a corpus; made where they are not there.
pub(crate) fn of(corpus: &Path, releases: usize) -> [PathBuf; 2] {
    let (pages, captures) = (corpus.with_extension("pages"), corpus.with_extension("warc.gz"));
    if !pages.is_dir() || !captures.is_file() {
        let originals = super::originals::Originals::read();
        let unfinished = corpus.with_extension("unfinished-pages");
        let _ = fs::remove_dir_all(&unfinished);
        write_pages(super::Corpus::new(&originals).take(releases), &unfinished);
        let _ = fs::remove_dir_all(&pages);
        fs::rename(&unfinished, &pages).unwrap();
        let unfinished = corpus.with_extension("unfinished-captures");
        write_captures(super::Corpus::new(&originals).take(releases), &unfinished);
        fs::rename(&unfinished, &captures).unwrap();
    }
    [pages, captures]
}
