//! Disks that take nothing.

use std::fs;

use super::mount::Mount;
use super::place::{Place, copy, export};
use crate::load::service::Service;
use crate::support::stderr;

#[test]
#[ignore = "needs root: it mounts a file system"]
fn an_index_on_a_read_only_mount_is_searched_served_and_not_written() {
    let place = Place::new();
    let mount = Mount::tmpfs(&place.path("mount"), 16 << 10);
    let index = mount.0.join("index");
    copy(&place.path("whole"), &index);
    for name in [".tantivy-meta.lock", ".tantivy-writer.lock"] {
        for part in ["latest", "earlier"] {
            let _ = fs::remove_file(index.join("g0001").join(part).join(name));
        }
    }
    mount.again("ro");
    assert_eq!(export(&index).len(), 300);
    let service = Service::start(&index, &[]);
    assert_eq!(service.get("/api/v1/search?q=council").status, 200);
    let run = place.index(&place.path("second"), &index);
    assert_eq!(run.status.code(), Some(2), "{}", stderr(&run));
    println!("read only: {}", stderr(&run).trim());
}
