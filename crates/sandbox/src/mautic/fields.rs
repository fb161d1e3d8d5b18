//! The fields of contacts and companies as the installation defines them.
//!
//! Lives here: the definitions and how a field with its value is written. Must not live here: the values.

use super::clause::Cell;
use crate::tool::json::Json;

/// A field's definition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) alias: &'static str,
    pub(crate) group: &'static str,
    id: u32,
    label: &'static str,
    kind: &'static str,
    fixed: bool,
    /// PHP's serialized text.
    properties: &'static str,
}

const fn field(
    alias: &'static str,
    id: u32,
    label: &'static str,
    kind: &'static str,
    group: &'static str,
    fixed: bool,
    properties: &'static str,
) -> Field {
    Field {
        alias,
        group,
        id,
        label,
        kind,
        fixed,
        properties,
    }
}

/// What most fields have for properties.
const EMPTY: &str = "a:0:{}";

/// Of contacts, in Mautic's order.
pub(crate) const CONTACT: [Field; 34] = [
    field("points", 9, "Points", "number", "core", true, EMPTY),
    field(
        "last_active",
        19,
        "Date Last Active",
        "datetime",
        "core",
        true,
        EMPTY,
    ),
    field(
        "title",
        1,
        "Title",
        "lookup",
        "core",
        true,
        r#"a:1:{s:4:"list";a:3:{i:0;s:2:"Mr";i:1;s:3:"Mrs";i:2;s:4:"Miss";}}"#,
    ),
    field("firstname", 2, "First Name", "text", "core", true, EMPTY),
    field("lastname", 3, "Last Name", "text", "core", true, EMPTY),
    field("company", 4, "Primary company", "text", "core", true, EMPTY),
    field("position", 5, "Position", "text", "core", true, EMPTY),
    field("email", 6, "Email", "email", "core", true, EMPTY),
    field("phone", 8, "Phone", "tel", "core", true, EMPTY),
    field("mobile", 7, "Mobile", "tel", "core", true, EMPTY),
    field(
        "address1",
        11,
        "Address Line 1",
        "text",
        "core",
        true,
        EMPTY,
    ),
    field(
        "address2",
        12,
        "Address Line 2",
        "text",
        "core",
        true,
        EMPTY,
    ),
    field("city", 13, "City", "text", "core", true, EMPTY),
    field("state", 14, "State", "region", "core", true, EMPTY),
    field("zipcode", 15, "Zip Code", "text", "core", true, EMPTY),
    field(
        "timezone",
        18,
        "Preferred Timezone",
        "timezone",
        "core",
        true,
        EMPTY,
    ),
    field("country", 16, "Country", "country", "core", true, EMPTY),
    field("fax", 10, "Fax", "tel", "core", false, EMPTY),
    field(
        "preferred_locale",
        17,
        "Preferred Locale",
        "locale",
        "core",
        true,
        EMPTY,
    ),
    field(
        "attribution_date",
        20,
        "Attribution Date",
        "datetime",
        "core",
        true,
        EMPTY,
    ),
    field(
        "attribution",
        21,
        "Attribution",
        "number",
        "core",
        true,
        r#"a:2:{s:9:"roundmode";i:4;s:5:"scale";i:2;}"#,
    ),
    field("website", 22, "Website", "url", "core", false, EMPTY),
    field(
        "lead_source",
        44,
        "Lead Source",
        "select",
        "core",
        false,
        r#"a:1:{s:4:"list";a:3:{i:0;a:2:{s:5:"label";s:3:"Web";s:5:"value";s:3:"web";}i:1;a:2:{s:5:"label";s:5:"Event";s:5:"value";s:5:"event";}i:2;a:2:{s:5:"label";s:2:"Ad";s:5:"value";s:2:"ad";}}}"#,
    ),
    field(
        "interests",
        45,
        "Interests",
        "multiselect",
        "core",
        false,
        r#"a:1:{s:4:"list";a:2:{i:0;a:2:{s:5:"label";s:3:"CRM";s:5:"value";s:3:"crm";}i:1;a:2:{s:5:"label";s:3:"API";s:5:"value";s:3:"api";}}}"#,
    ),
    field("birthday", 46, "Birthday", "date", "core", false, EMPTY),
    field(
        "last_demo",
        47,
        "Last Demo",
        "datetime",
        "core",
        false,
        EMPTY,
    ),
    field(
        "opted",
        48,
        "Opted",
        "boolean",
        "core",
        false,
        r#"a:2:{s:3:"yes";s:3:"Yes";s:2:"no";s:2:"No";}"#,
    ),
    field("score", 49, "Score", "number", "core", false, EMPTY),
    field("facebook", 23, "Facebook", "text", "social", false, EMPTY),
    field(
        "foursquare",
        24,
        "Foursquare",
        "text",
        "social",
        false,
        EMPTY,
    ),
    field("instagram", 25, "Instagram", "text", "social", false, EMPTY),
    field(
        "linkedin",
        26,
        "mautic.lead.field.linkedin",
        "text",
        "social",
        false,
        EMPTY,
    ),
    field("skype", 27, "Skype", "text", "social", false, EMPTY),
    field("twitter", 28, "Twitter", "text", "social", false, EMPTY),
];

/// Of companies, in Mautic's order.
pub(crate) const COMPANY: [Field; 15] = [
    field(
        "companyemail",
        31,
        "Company Email",
        "email",
        "core",
        true,
        EMPTY,
    ),
    field(
        "companyaddress1",
        29,
        "Address 1",
        "text",
        "core",
        true,
        EMPTY,
    ),
    field(
        "companyaddress2",
        30,
        "Address 2",
        "text",
        "core",
        true,
        EMPTY,
    ),
    field("companyphone", 32, "Phone", "tel", "core", true, EMPTY),
    field("companycity", 33, "City", "text", "core", true, EMPTY),
    field("companystate", 34, "State", "region", "core", true, EMPTY),
    field(
        "companyzipcode",
        35,
        "Zip Code",
        "text",
        "core",
        true,
        EMPTY,
    ),
    field(
        "companycountry",
        36,
        "Country",
        "country",
        "core",
        true,
        EMPTY,
    ),
    field(
        "companyname",
        37,
        "Company Name",
        "text",
        "core",
        true,
        EMPTY,
    ),
    field("companywebsite", 38, "Website", "url", "core", true, EMPTY),
    field(
        "companyindustry",
        42,
        "Industry",
        "select",
        "professional",
        true,
        EMPTY,
    ),
    field(
        "companydescription",
        43,
        "Description",
        "text",
        "professional",
        true,
        EMPTY,
    ),
    field(
        "companynumber_of_employees",
        39,
        "Number of Employees",
        "number",
        "professional",
        false,
        r#"a:2:{s:9:"roundmode";i:4;s:5:"scale";i:0;}"#,
    ),
    field("companyfax", 40, "Fax", "tel", "professional", false, EMPTY),
    field(
        "companyannual_revenue",
        41,
        "Annual Revenue",
        "number",
        "professional",
        false,
        r#"a:2:{s:9:"roundmode";i:4;s:5:"scale";i:2;}"#,
    ),
];

/// Whether keys without a value are left out, as `select` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nulls {
    Kept,
    Dropped,
}

/// A key with a text or null; a null may be dropped.
pub(crate) fn write_or_drop(json: &mut Json, key: &str, text: Option<&str>, nulls: Nulls) {
    if text.is_some() || nulls == Nulls::Kept {
        json.key(key).text_or_null(text);
    }
}

/// A value as it stands in `fields`.
fn write_value(json: &mut Json, cell: &Cell<'_>) {
    match cell {
        Cell::Null => json.null(),
        Cell::Number(number) => json.raw(number),
        Cell::Decimal(number) => json.raw(format_args!("{number}.0")),
        Cell::Date(at) => json.str(&crate::tool::dates::sql(*at)),
        Cell::Text(text) => json.str(text),
    };
}

impl Field {
    fn default(&self) -> Option<&'static str> {
        match self.alias {
            "points" => Some("0"),
            "interests" => Some(""),
            _ => None,
        }
    }

    /// Writes the definition with its value, under its alias.
    pub(crate) fn write(&self, json: &mut Json, object: &str, cell: &Cell<'_>, nulls: Nulls) {
        json.key(self.alias).open();
        json.key("id")
            .str(&self.id.to_string())
            .key("label")
            .str(self.label)
            .key("alias")
            .str(self.alias);
        json.key("type")
            .str(self.kind)
            .key("group")
            .str(self.group)
            .key("object")
            .str(object);
        json.key("is_fixed")
            .str(if self.fixed { "1" } else { "0" })
            .key("properties")
            .str(self.properties);
        write_or_drop(json, "default_value", self.default(), nulls);
        if *cell == Cell::Null {
            write_or_drop(json, "value", None, nulls);
            json.key("normalizedValue").str("");
        } else {
            write_value(json.key("value"), cell);
            write_value(json.key("normalizedValue"), cell);
        }
        json.close();
    }

    /// Writes the bare value, under its alias.
    pub(crate) fn write_bare(&self, json: &mut Json, cell: &Cell<'_>, nulls: Nulls) {
        if *cell != Cell::Null || nulls == Nulls::Kept {
            write_value(json.key(self.alias), cell);
        }
    }
}
