//! One mail: the release it is, the documents sent along; or the page that was saved as one (MHTML, RFC 2557).

use std::ops::ControlFlow;

use super::mime::Entity;
use super::part::{Part, Told};
use super::reading::Reading;
use super::{Mail, Payload, Sender, decode, limits};
use crate::release::is_web_address;

/// Gives what a mail holds.
pub(super) fn read(reading: &mut Reading<'_>, part: &Part, bytes: &[u8]) -> ControlFlow<()> {
    let entity = Entity::read(bytes);
    let mut mail = headers(&entity);
    let page_url = saved_from(&entity);
    let captured = entity.date().and_then(|date| chrono::DateTime::from_timestamp(date.to_timestamp(), 0));
    let leaves = entity.leaves();
    if let Some(url) =
        page_url.or_else(|| leaves.iter().find_map(|leaf| saved_from(leaf).filter(|_| mail.id.is_none())))
    {
        let captured = captured.map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        let told = Told { url: Some(url).filter(|url| !url.is_empty()), captured, ..part.told.clone() };
        return saved_page(reading, &Part { told, ..part.clone() }, &leaves);
    }
    let mut attached = Vec::new();
    for (number, leaf) in (1..).zip(&leaves) {
        match leaf.kind().as_str() {
            "text/plain" if !leaf.is_attachment() => {
                let text = decode::text(leaf.content(), leaf.charset());
                mail.plain = [mail.plain, text].join("\n\n").trim_start_matches('\n').to_owned();
            }
            "text/html" if !leaf.is_attachment() && mail.html.is_empty() => {
                mail.html = decode::page(leaf.content(), leaf.charset());
            }
            _ => attached.push((number, leaf)),
        }
    }
    let before = reading.given();
    if !(mail.plain.trim().is_empty() && mail.html.is_empty()) {
        reading.record(reading.capture(part, "", bytes), Payload::Mail(Box::new(mail)))?;
    }
    for (number, leaf) in attached {
        attachment(reading, part, &format!("part {number}"), leaf)?;
    }
    if reading.given() == before {
        return reading.skipped(part.place.clone(), "the mail has no text");
    }
    ControlFlow::Continue(())
}

/// Gives what was sent along with a mail. Pictures within the text, signatures and visiting cards are no records.
fn attachment(reading: &mut Reading<'_>, part: &Part, inside: &str, leaf: &Entity<'_>) -> ControlFlow<()> {
    const NO_PRESS_TEXT: [&str; 8] = [
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/ms-tnef",
        "text/calendar",
        "text/vcard",
        "text/x-vcard",
        "text/css",
    ];
    let kind = leaf.kind();
    let is_media = ["image/", "audio/", "video/", "font/"].iter().any(|media| kind.starts_with(media));
    if NO_PRESS_TEXT.contains(&kind.as_str()) || is_media && leaf.is_shown_inside() {
        return ControlFlow::Continue(());
    }
    let place = part.place_of(inside);
    if is_media || kind == "message/delivery-status" {
        return reading.skipped(place, format!("an attachment of type {kind} is no press text"));
    }
    if part.depth >= limits::MAX_DEPTH {
        return reading.failed(place, format!("an attachment inside {} others is not opened", limits::MAX_DEPTH));
    }
    let told = Told { charset: leaf.charset(), ..Told::default() };
    let attached = Part { place, depth: part.depth + 1, told };
    let content = leaf.content();
    if kind == "message/rfc822" {
        return read(reading, &attached, &content);
    }
    reading.part(&attached, &mut &*content)
}

fn headers(entity: &Entity<'_>) -> Mail {
    let angles = ['<', '>', ' '];
    Mail {
        id: entity.raw("Message-ID").map(|id| id.trim_matches(angles).to_owned()),
        subject: entity.line("Subject"),
        sent: entity.raw("Date"),
        from: entity
            .from()
            .map(|from| Sender { name: from.name().map(str::to_owned), address: from.address().map(str::to_owned) }),
        organization: entity.raw("Organization").or_else(|| entity.raw("Organisation")),
        language: entity.raw("Content-Language"),
        plain: String::new(),
        html: String::new(),
    }
}

/// The address that a page was saved from, where this is a saved page; empty where it is one and has none.
fn saved_from(entity: &Entity<'_>) -> Option<String> {
    if let Some(url) = entity.raw("Snapshot-Content-Location") {
        return Some(url);
    }
    let saved_by = entity.raw("From").is_some_and(|from| from.to_ascii_lowercase().contains("saved by "));
    let located = entity.raw("Content-Location").filter(|url| is_web_address(url));
    let is_page = entity.kind() == "text/html" && located.is_some();
    (saved_by || is_page).then(|| located.unwrap_or_default())
}

fn saved_page(reading: &mut Reading<'_>, part: &Part, leaves: &[Entity<'_>]) -> ControlFlow<()> {
    let Some(page) = leaves.iter().find(|leaf| matches!(leaf.kind().as_str(), "text/html" | "application/xhtml+xml"))
    else {
        return reading.skipped(part.place.clone(), "a saved page without its page");
    };
    let located = page.raw("Content-Location").filter(|url| url.starts_with("http"));
    let told = Told { url: part.told.url.clone().or(located), ..part.told.clone() };
    let bytes = page.content();
    let capture = reading.capture(&Part { told, ..part.clone() }, "", &bytes);
    reading.record(capture, Payload::Html(decode::page(bytes, page.charset())))
}
