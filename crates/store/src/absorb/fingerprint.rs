//! Telling an unchanged record from a changed one by one number. Must not live here: what is stored.

use std::hash::{Hash, Hasher};

use kpi::model::LeadRecord;

/// Whether the person's own columns are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Person {
    /// The lead is there.
    Here,
    /// It was deleted: nothing personal is kept.
    Left,
}

/// Equal for equal records.
pub(super) fn fingerprint(record: &LeadRecord, person: Person) -> i64 {
    let mut hasher = Mixer(0);
    person.hash(&mut hasher);
    let instants = [
        record.created_at,
        record.modified_at,
        record.first_contact_at,
        record.last_activity_at,
    ];
    instants.hash(&mut hasher);
    let texts = [
        &record.stage_raw,
        &record.email,
        &record.name,
        &record.company,
        &record.job_title,
        &record.industry,
        &record.channel,
        &record.channel_detail,
        &record.link,
    ];
    texts.hash(&mut hasher);
    record.owner.hash(&mut hasher);
    record.employees.hash(&mut hasher);
    [record.score, record.annual_revenue]
        .map(|number| number.map(f64::to_bits))
        .hash(&mut hasher);
    [record.opted_out, record.target_list].hash(&mut hasher);
    hasher.finish().cast_signed()
}

/// Eight bytes at a time are mixed in by a step that can be undone, so that records which differ in one
/// place alone never look alike.
struct Mixer(u64);

impl Mixer {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        self.mix(bytes.len() as u64);
        for piece in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..piece.len()].copy_from_slice(piece);
            self.mix(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.mix(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use kpi::model::LeadRecord;

    use super::{Person, fingerprint};

    #[test]
    fn a_change_of_any_kind_shows() {
        let record = LeadRecord::default();
        let same = fingerprint(&record, Person::Here);
        assert_eq!(fingerprint(&record.clone(), Person::Here), same);
        assert_ne!(fingerprint(&record, Person::Left), same);
        let scored = LeadRecord {
            score: Some(0.0),
            ..record.clone()
        };
        assert_ne!(fingerprint(&scored, Person::Here), same);
        let named = LeadRecord {
            name: Some(String::new()),
            ..record
        };
        assert_ne!(fingerprint(&named, Person::Here), same);
    }
}
