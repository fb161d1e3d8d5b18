//! A small Mautic: contacts and log tables in memory, filtered and paged as the real one does it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use super::server::{Asked, Reply, Server};

/// How this Mautic writes lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writes {
    /// As 5.1 does: contacts keyed by id, empty ones as `{}`, totals as text.
    Objects,
    /// As others do: arrays, empty ones as `[]`, totals as numbers.
    Arrays,
}

/// What this Mautic knows. Contacts hold database columns beside what they answer with.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) writes: Writes,
    pub(crate) contacts: BTreeMap<u64, Value>,
    pub(crate) companies: BTreeMap<u64, Value>,
    pub(crate) tables: BTreeMap<&'static str, Vec<Value>>,
    /// Answers that come instead, by path.
    pub(crate) instead: BTreeMap<String, Reply>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            writes: Writes::Objects,
            contacts: BTreeMap::new(),
            companies: BTreeMap::new(),
            tables: BTreeMap::new(),
            instead: BTreeMap::new(),
        }
    }
}

impl World {
    /// Adds a contact, changed last at `modified` (`null` if never).
    pub(crate) fn contact(&mut self, id: u64, added: &str, modified: Option<&str>) -> &mut Value {
        let offset = |text: &str| format!("{}+00:00", text.replace(' ', "T"));
        let contact = json!({
            "id": id, "points": 1, "dateAdded": offset(added), "dateModified": modified.map(offset),
            "dateIdentified": offset(added), "lastActive": null, "owner": null, "stage": null, "tags": [],
            "utmtags": [], "doNotContact": [],
            "fields": {"all": {"id": id.to_string(), "email": format!("user{id}@example.test")}},
            "columns": {"id": id, "date_added": added, "date_modified": modified, "last_active": null},
        });
        self.contacts.insert(id, contact);
        self.contacts.get_mut(&id).unwrap()
    }

    /// Adds a row to a log table.
    pub(crate) fn row(&mut self, table: &'static str, row: Value) {
        self.tables.entry(table).or_default().push(row);
    }

    /// Adds a stage change.
    pub(crate) fn stage_change(&mut self, id: u64, lead: u64, stage: u64, at: &str) {
        let row = json!({"id": id.to_string(), "lead_id": lead.to_string(), "stage_id": stage.to_string(),
            "event_name": format!("{stage}: Stage {stage}"), "action_name": "Manually Added", "date_added": at});
        self.row("lead_stages_change_log", row);
    }

    /// Adds a row to the audit log.
    pub(crate) fn audit(&mut self, id: u64, lead: u64, action: &str, details: &str, at: &str) {
        let row = json!({"id": id.to_string(), "object": "lead", "object_id": lead.to_string(), "action": action,
            "details": details, "date_added": at});
        self.row("audit_log", row);
    }

    fn answer(&self, asked: &Asked) -> Reply {
        if let Some(reply) = self.instead.get(&asked.path) {
            return reply.clone();
        }
        let Some(path) = asked.path.strip_prefix("/api/") else {
            return Reply::status(404, "<html>Not found</html>")
                .with_header("content-type", "text/html");
        };
        match path.strip_prefix("stats/") {
            Some(table) => self.stats(table, asked),
            None => self.entities(path, asked),
        }
    }

    fn entities(&self, list: &str, asked: &Asked) -> Reply {
        let rows = match list {
            "contacts" => {
                assert_eq!(
                    asked.get("search"),
                    Some("!is:anonymous"),
                    "visitors are no leads"
                );
                &self.contacts
            }
            "companies" => &self.companies,
            "segments" => return self.list("lists", &[]),
            "stages" | "users" | "campaigns" | "emails" => return self.list(list, &[]),
            _ => {
                let body = json!({"errors": [{"message": "Requested URL not found", "code": 404}]});
                return Reply::status(404, body.to_string());
            }
        };
        assert_eq!(
            asked.get("orderBy"),
            Some("id"),
            "lists have another order by default"
        );
        let filters = Filters::of(asked);
        let mut found = Vec::new();
        for row in rows.values() {
            match filters.hold(&row["columns"]) {
                Some(true) => found.push(row.clone()),
                Some(false) => {}
                None => {
                    return Reply::status(
                        500,
                        r#"{"errors":[{"message":"Looks like I encountered an error","code":500,"type":null}]}"#,
                    );
                }
            }
        }
        found.truncate(limit(asked));
        self.list(list, &found)
    }

    fn stats(&self, table: &str, asked: &Asked) -> Reply {
        assert!(
            asked.get("order[0][col]").is_some(),
            "tables have no order by default"
        );
        let filters = Filters::of(asked);
        let mut found = Vec::new();
        for row in self.tables.get(table).map_or(&[][..], Vec::as_slice) {
            match filters.hold(row) {
                Some(true) => found.push(row.clone()),
                Some(false) => {}
                None => {
                    return Reply::json(
                        r#"{"errors":[{"message":"Column not found","code":1054}]}"#,
                    );
                }
            }
        }
        let by = asked.get("order[0][col]").unwrap();
        found.sort_by_key(|row| row[by].as_str().and_then(|id| id.parse::<u64>().ok()));
        found.truncate(limit(asked));
        let total = found.len().to_string();
        Reply::json(json!({"total": total, "stats": found}).to_string())
    }

    fn list(&self, list: &str, rows: &[Value]) -> Reply {
        let body = match self.writes {
            Writes::Arrays => json!({"total": rows.len(), list: rows}),
            Writes::Objects => {
                let keyed: serde_json::Map<String, Value> = rows
                    .iter()
                    .rev()
                    .map(|row| (row["id"].to_string(), row.clone()))
                    .collect();
                json!({"total": rows.len().to_string(), list: keyed})
            }
        };
        Reply::json(body.to_string())
    }
}

fn limit(asked: &Asked) -> usize {
    asked.get("limit").unwrap().parse().unwrap()
}

/// A `where` of the query: joined by "and", each perhaps a nest of alternatives.
struct Filters(Vec<Vec<(String, String, String)>>);

impl Filters {
    fn of(asked: &Asked) -> Self {
        let mut filters = Vec::new();
        while asked
            .get(&format!("where[{}][expr]", filters.len()))
            .is_some()
        {
            let at = format!("where[{}]", filters.len());
            if asked.get(&format!("{at}[expr]")) == Some("orX") {
                let nested = (0..)
                    .map_while(|place| one(asked, &format!("{at}[val][{place}]")))
                    .collect();
                filters.push(nested);
            } else {
                filters.push(vec![one(asked, &at).unwrap()]);
            }
        }
        Self(filters)
    }

    /// `None` where a column does not exist.
    fn hold(&self, row: &Value) -> Option<bool> {
        for alternatives in &self.0 {
            let mut any = false;
            for (column, expression, wanted) in alternatives {
                any |= compare(row, column, expression, wanted)?;
            }
            if !any {
                return Some(false);
            }
        }
        Some(true)
    }
}

fn one(asked: &Asked, at: &str) -> Option<(String, String, String)> {
    let part = |name: &str| asked.get(&format!("{at}[{name}]")).map(str::to_owned);
    Some((part("col")?, part("expr")?, part("val")?))
}

/// Null columns are left out of rows, so that an unknown one is only told by its camel case.
fn compare(row: &Value, column: &str, expression: &str, wanted: &str) -> Option<bool> {
    if column.chars().any(char::is_uppercase) {
        return None;
    }
    let value = match row.get(column) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Some(false),
    };
    let order = match (value.parse::<u64>(), wanted.parse::<u64>()) {
        (Ok(value), Ok(wanted)) => value.cmp(&wanted),
        _ => value.as_str().cmp(wanted),
    };
    Some(match expression {
        "eq" => order.is_eq(),
        "gt" => order.is_gt(),
        "gte" => order.is_ge(),
        "lte" => order.is_le(),
        "in" => wanted.split(',').any(|one| one == value),
        other => panic!("an unknown expression is silently ignored: {other}"),
    })
}

/// A world behind a server; tests change it while it runs.
pub(crate) struct Running {
    pub(crate) server: Server,
    pub(crate) world: Arc<Mutex<World>>,
}

impl World {
    /// Puts this world behind a server.
    pub(crate) async fn start(self) -> Running {
        let world = Arc::new(Mutex::new(self));
        let behind = Arc::clone(&world);
        let server = Server::start(move |asked| behind.lock().unwrap().answer(asked)).await;
        Running { server, world }
    }
}

impl Running {
    /// Changes the world.
    pub(crate) fn change(&self, change: impl FnOnce(&mut World)) {
        change(&mut self.world.lock().unwrap());
    }
}
