//! How a contact is written: in full, in the minimal form, or with chosen fields.
//!
//! Lives here: the shape. Must not live here: which contacts are shown (`contacts`).

use super::{
    cells::bar_comment,
    fields::{CONTACT, Field, Nulls, write_or_drop},
    moment::{Moment, asset_id, contact_id, user_id},
};
use crate::{
    tool::{dates::offset, json::Json, query::Node},
    world::{NOBODY, event::NONE},
};

/// What of a contact is shown.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    minimal: bool,
    nulls: Nulls,
    /// Aliases of the fields; all where it is `None`.
    chosen: Option<Vec<String>>,
}

impl Shape {
    /// What a query asks for.
    pub(crate) fn of(query: &Node) -> Self {
        // A word in place of a list drops the nulls and chooses nothing.
        let chosen = match query.get("select") {
            None | Some(Node::Leaf(_)) => None,
            Some(list) => Some(
                list.children()
                    .iter()
                    .filter_map(|(key, _)| list.text(key))
                    .map(str::to_owned)
                    .collect(),
            ),
        };
        let minimal = query
            .text("minimal")
            .is_some_and(|given| !given.is_empty() && given != "0");
        let nulls = if query.get("select").is_some() {
            Nulls::Dropped
        } else {
            Nulls::Kept
        };
        Self {
            minimal,
            nulls,
            chosen,
        }
    }

    fn shows(&self, field: &Field) -> bool {
        self.chosen
            .as_ref()
            .is_none_or(|chosen| chosen.iter().any(|alias| alias == field.alias))
    }
}

/// Writes a contact.
pub(crate) fn write(json: &mut Json, moment: Moment<'_>, lead: u32, shape: &Shape) {
    let contact = moment.contact(lead);
    let by_admin = !moment.anonymous(lead);
    let nulls = shape.nulls;
    json.open()
        .key("isPublished")
        .raw(true)
        .key("dateAdded")
        .str(&offset(contact.added));
    write_or_drop(
        json,
        "dateModified",
        contact.modified.map(offset).as_deref(),
        nulls,
    );
    if by_admin {
        json.key("createdBy")
            .raw(1)
            .key("createdByUser")
            .str("Admin User");
    } else {
        write_or_drop(json, "createdBy", None, nulls);
        write_or_drop(json, "createdByUser", None, nulls);
    }
    write_or_drop(json, "modifiedBy", None, nulls);
    write_or_drop(json, "modifiedByUser", contact.modified.map(|_| " "), nulls);
    json.key("id")
        .raw(contact_id(lead))
        .key("points")
        .raw(contact.points);
    write_or_drop(json, "color", None, nulls);
    write_fields(json, moment, lead, shape);
    if !shape.minimal {
        write_rest(json, moment, lead, nulls);
    }
    json.close();
}

fn write_fields(json: &mut Json, moment: Moment<'_>, lead: u32, shape: &Shape) {
    let shown = || CONTACT.iter().filter(|field| shape.shows(field));
    json.key("fields").open();
    for group in ["core", "social", "personal", "professional"] {
        json.key(group);
        if shown().any(|field| field.group == group) {
            json.open();
            for field in shown().filter(|field| field.group == group) {
                field.write(
                    json,
                    "lead",
                    &moment.contact_cell(lead, field.alias),
                    shape.nulls,
                );
            }
            json.close();
        } else {
            json.open_list().close_list();
        }
    }
    json.key("all")
        .open()
        .key("id")
        .str(&contact_id(lead).to_string());
    for field in shown() {
        field.write_bare(json, &moment.contact_cell(lead, field.alias), shape.nulls);
    }
    json.close().close();
}

fn write_rest(json: &mut Json, moment: Moment<'_>, lead: u32, nulls: Nulls) {
    let contact = moment.contact(lead);
    write_or_drop(
        json,
        "lastActive",
        contact.active.map(offset).as_deref(),
        nulls,
    );
    write_owner(json, moment, contact.owner, nulls);
    write_address(json, lead);
    write_labels(json, moment, lead, nulls);
    write_tags(json, moment, lead, nulls);
    write_stage(json, moment.stage(contact.stage), nulls);
    let identified = (!moment.anonymous(lead)).then(|| offset(contact.added));
    write_or_drop(json, "dateIdentified", identified.as_deref(), nulls);
    write_or_drop(json, "preferredProfileImage", None, nulls);
    write_bar(json, moment, contact.barred, nulls);
    json.key("frequencyRules").open_list().close_list();
}

/// The tag that people of target accounts bear.
const TARGET_TAG: &str = "target-account";

fn write_labels(json: &mut Json, moment: Moment<'_>, lead: u32, nulls: Nulls) {
    json.key("tags").open_list();
    if moment
        .company_of(lead)
        .is_some_and(|company| company.target_list)
    {
        json.open().key("id").raw(1).key("tag").str(TARGET_TAG);
        write_or_drop(json, "description", None, nulls);
        json.close();
    }
    json.close_list();
}

fn write_address(json: &mut Json, lead: u32) {
    let number = lead % 250 + 1;
    json.key("ipAddresses").open_list().open();
    json.key("ipAddress")
        .str(&format!("192.0.2.{number}"))
        .key("id")
        .raw(number);
    json.key("ipDetails").open();
    for detail in IP_DETAILS {
        json.key(detail).str("");
    }
    json.close().close().close_list();
}

const IP_DETAILS: [&str; 10] = [
    "city",
    "region",
    "zipcode",
    "country",
    "latitude",
    "longitude",
    "isp",
    "organization",
    "timezone",
    "extra",
];

fn write_stage(json: &mut Json, stage: Option<(u32, &str)>, nulls: Nulls) {
    let Some((id, name)) = stage else {
        return write_or_drop(json, "stage", None, nulls);
    };
    json.key("stage")
        .open()
        .key("createdByUser")
        .str("Admin User");
    write_or_drop(json, "modifiedByUser", None, nulls);
    json.key("id").raw(id).key("name").str(name);
    write_or_drop(json, "category", None, nulls);
    json.key("weight")
        .raw(id * 10)
        .key("description")
        .str(&format!("{name} stage"));
    json.close();
}

fn write_bar(json: &mut Json, moment: Moment<'_>, barred: u32, nulls: Nulls) {
    json.key("doNotContact").open_list();
    if barred != NOBODY {
        let row = &moment.view.bars[barred as usize];
        json.open()
            .key("id")
            .raw(barred + 1)
            .key("reason")
            .raw(row.reason);
        json.key("comments")
            .str(bar_comment(row.reason))
            .key("channel")
            .str("email");
        if row.email != NONE {
            json.key("channelId").raw(asset_id(row.email));
        } else {
            write_or_drop(json, "channelId", None, nulls);
        }
        json.close();
    }
    json.close_list();
}

fn write_owner(json: &mut Json, moment: Moment<'_>, owner: u16, nulls: Nulls) {
    let Some(seller) = moment.world.cast.sellers.get(usize::from(owner)) else {
        return write_or_drop(json, "owner", None, nulls);
    };
    json.key("owner").open();
    write_or_drop(json, "createdByUser", None, nulls);
    write_or_drop(json, "modifiedByUser", None, nulls);
    json.key("id")
        .raw(user_id(owner))
        .key("username")
        .str(seller.login);
    json.key("firstName")
        .str(seller.given)
        .key("lastName")
        .str(seller.family)
        .close();
}

fn write_tags(json: &mut Json, moment: Moment<'_>, lead: u32, nulls: Nulls) {
    json.key("utmtags").open_list();
    let (word, _, source, medium) = moment.channel(lead);
    if word != "direct" && !moment.anonymous(lead) {
        json.open()
            .key("id")
            .raw(contact_id(lead))
            .key("query")
            .open()
            .key("utm_source")
            .str(source)
            .close();
        json.key("referer")
            .str("https://www.example.jp/")
            .key("remoteHost")
            .str("www.example.jp");
        json.key("url")
            .str(&format!("https://www.example.jp/?utm_source={source}"));
        write_or_drop(json, "userAgent", None, nulls);
        json.key("utmCampaign")
            .str("b2b")
            .key("utmContent")
            .str("a")
            .key("utmMedium")
            .str(medium);
        json.key("utmSource")
            .str(source)
            .key("utmTerm")
            .str(word)
            .close();
    }
    json.close_list();
}
