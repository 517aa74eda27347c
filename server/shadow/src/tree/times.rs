//! The times of the mirrored files once nothing is left that was built from them: those of the person's disk.

use std::{
    fs::{self, File},
    io,
    path::Path,
    time::SystemTime,
};

use super::{
    Kind, Record, Stamp, Tree,
    files::{stamp_of, time},
    write::unlinked,
};
use crate::shadow::ShadowError;

impl Tree {
    /// Gives every file that is as on the disk the time that it has there, and every other one a new time: for a slot in which
    /// nothing is left that was built from it. What was saved since the last round counts as another file.
    pub(crate) fn take_disk_times(&mut self) -> Result<(), ShadowError> {
        let now = self.clock.tick();
        let mut records = std::mem::take(&mut self.records);
        let mut set = Ok(());
        for (key, record) in &mut records {
            let on_disk = fs::metadata(key).ok();
            let modified = match &record.kind {
                Kind::Link(_) | Kind::File { hash: None, .. } => continue,
                Kind::Directory => on_disk.and_then(|metadata| metadata.modified().ok()),
                Kind::File { .. } => {
                    let stamp = on_disk.as_ref().map(stamp_of);
                    let same =
                        stamp.is_some() && record.source == stamp && !self.kept.contains_key(key);
                    let modified = stamp.filter(|_| same).map_or(now, |stamp| stamp.modified);
                    Some(time(modified))
                }
            };
            if let Some(modified) = modified {
                set = set.and(self.set_time(key, record, modified));
            }
        }
        self.records = records;
        set?;
        self.save_state()
    }

    fn set_time(
        &self,
        key: &str,
        record: &mut Record,
        modified: SystemTime,
    ) -> Result<(), ShadowError> {
        let set = || -> io::Result<(Stamp, Stamp)> {
            let path = self.place(Path::new(key))?;
            unlinked(&path)?;
            let metadata = fs::metadata(&path)?;
            if metadata.modified()? != modified {
                File::open(&path)?.set_modified(modified)?;
            }
            Ok((stamp_of(&metadata), stamp_of(&fs::metadata(&path)?)))
        };
        let (before, now) = match set() {
            // Something that ran here took it away; the person's own run would miss it as well.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            set => set.map_err(|source| self.failed(Path::new(key), "written", source))?,
        };
        if let Kind::File { laid, .. } = &mut record.kind {
            // Something that ran here wrote to it: the next round writes it again.
            let is_ours = *laid == Some(before);
            *laid = is_ours.then_some(now);
            record.source = record.source.filter(|_| is_ours);
        }
        Ok(())
    }
}
