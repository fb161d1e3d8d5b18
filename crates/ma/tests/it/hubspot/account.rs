//! A small HubSpot: objects in memory, searched, listed and read by HubSpot's rules.
//!
//! It refuses what HubSpot refuses: a page behind 10,000, more than 50 histories, more than 100 rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use jiff::Timestamp;
use ma::{Connector, HubspotSettings};
use serde_json::{Map, Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// The token of every test; it must not show anywhere.
pub(crate) const TOKEN: &str = "pat-na1-0123456789-secret";

/// When the contacts of `of_leads` were last changed.
pub(crate) const LONG_AGO: &str = "2026-04-01T00:00:00Z";

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) body: Value,
    pub(crate) at: std::time::Instant,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        }
    }

    pub(crate) fn refused(status: u16, category: &str) -> Self {
        Self::json(
            status,
            &json!({"status": "error", "category": category, "message": "no"}),
        )
    }
}

/// Says what comes instead of the right answer.
type Twist = Box<dyn FnMut(&Asked) -> Option<Reply> + Send>;

/// What this account knows. A record is `{"properties": {…}, "history": […]}`.
#[derive(Default)]
pub(crate) struct Account {
    pub(crate) contacts: BTreeMap<u64, Value>,
    /// Deleted contacts, with `archivedAt`.
    pub(crate) bin: BTreeMap<u64, Value>,
    pub(crate) companies: BTreeMap<u64, Value>,
    pub(crate) deals: BTreeMap<u64, Value>,
    /// Deleted deals, with `archivedAt`.
    pub(crate) deal_bin: BTreeMap<u64, Value>,
    /// Contacts of a deal.
    pub(crate) links: BTreeMap<u64, Vec<u64>>,
    /// Contacts that the search index does not know yet.
    pub(crate) unindexed: BTreeSet<u64>,
    /// Old ids that lead to other contacts.
    pub(crate) moved: BTreeMap<u64, u64>,
    pub(crate) owners: Vec<Value>,
    pub(crate) emails: Vec<Value>,
    pub(crate) campaigns: Vec<Value>,
    pub(crate) flows: Vec<Value>,
    /// Submissions by form, newest first.
    pub(crate) forms: BTreeMap<String, Vec<Value>>,
    /// Budget and spend of every campaign.
    pub(crate) totals: Option<Value>,
    pub(crate) stages: Vec<Value>,
    pub(crate) twist: Option<Twist>,
    /// How long each answer is on its way.
    pub(crate) latency: Duration,
}

/// An account that is running; it stops when dropped.
pub(crate) struct Running {
    pub(crate) url: String,
    desk: Arc<Desk>,
    task: JoinHandle<()>,
}

struct Desk {
    account: Mutex<Account>,
    asked: Mutex<Vec<Asked>>,
}

/// Settings with short patience and no limit that a test would feel.
pub(crate) fn settings(url: &str) -> HubspotSettings {
    let mut settings = HubspotSettings::new(url, TOKEN.into());
    settings.timeout = Duration::from_secs(4);
    settings.rate_per_10s = 100_000;
    settings.search_per_second = 10_000;
    settings
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Running {
    pub(crate) fn connector(&self) -> Box<dyn Connector> {
        ma::hubspot(settings(&self.url)).unwrap()
    }

    /// What has been asked since this was last called.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.desk.asked.lock().unwrap())
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Account)) {
        change(&mut self.desk.account.lock().unwrap());
    }

    /// From now on this comes first.
    pub(crate) fn twist(&self, twist: impl FnMut(&Asked) -> Option<Reply> + Send + 'static) {
        self.change(|account| account.twist = Some(Box::new(twist)));
    }
}

impl Account {
    /// So many contacts, with a company each ten, a stage and a history.
    pub(crate) fn of_leads(count: u64) -> Self {
        let mut account = Self {
            stages: vec![json!({"value": "lead", "label": "Lead", "displayOrder": 0})],
            owners: vec![
                json!({"id": "71", "firstName": "S", "lastName": "T", "email": "s@example.jp"}),
            ],
            emails: vec![json!({"id": "5001", "name": "April"})],
            campaigns: vec![json!({"id": "c-1", "properties": {"hs_name": "Spring"}})],
            flows: vec![json!({"id": "3301", "name": "Follow-up", "isEnabled": true})],
            ..Self::default()
        };
        for id in 1..=count {
            let contact = account.contact(id * 7, LONG_AGO);
            contact["properties"]["associatedcompanyid"] = json!((5_000 + id / 10).to_string());
            account.companies.insert(
                5_000 + id / 10,
                json!({"properties": {"name": "山田商事", "numberofemployees": "1200"}}),
            );
        }
        account.deals.insert(
            900,
            json!({"properties": {"dealname": "Big", "hs_lastmodifieddate": LONG_AGO}}),
        );
        account
    }

    /// Adds a contact that became a lead and was last changed at `modified`.
    pub(crate) fn contact(&mut self, id: u64, modified: &str) -> &mut Value {
        let contact = json!({
            "properties": {"email": format!("user{id}@example.jp"), "lifecyclestage": "lead",
                "createdate": "2026-03-01T00:00:00.000Z", "lastmodifieddate": modified},
            "history": [{"value": "lead", "timestamp": "2026-03-01T00:00:00.000Z", "sourceType": "FORM"}],
        });
        self.contacts.insert(id, contact);
        self.contacts.get_mut(&id).unwrap()
    }

    /// Deletes a contact.
    pub(crate) fn delete(&mut self, id: u64, at: &str) {
        let mut contact = self.contacts.remove(&id).unwrap();
        contact["archivedAt"] = json!(at);
        self.bin.insert(id, contact);
    }

    pub(crate) async fn start(self) -> Running {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .await
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let desk = Arc::new(Desk {
            account: Mutex::new(self),
            asked: Mutex::default(),
        });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&desk));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Running { url, desk, task }
    }

    fn answer(&mut self, asked: &Asked) -> Reply {
        if let Some(reply) = self.twist.as_mut().and_then(|twist| twist(asked)) {
            return reply;
        }
        match asked.path.as_str() {
            "/crm/objects/2026-09/contacts" => self.list(asked, &self.contacts, &self.bin),
            "/crm/objects/2026-09/deals" => self.list(asked, &self.deals, &self.deal_bin),
            "/crm/objects/2026-09/contacts/search" => self.search(asked, &self.contacts),
            "/crm/objects/2026-09/companies/search" => self.search(asked, &self.companies),
            "/crm/objects/2026-09/deals/search" => self.search(asked, &self.deals),
            "/crm/objects/2026-09/contacts/batch/read" => self.read(asked, true),
            "/crm/objects/2026-09/companies/batch/read" => self.read(asked, false),
            "/crm/associations/2026-09/deals/contacts/batch/read" => self.deal_contacts(asked),
            "/crm/pipelines/2026-09/deals" => page(&[json!({"id": "default", "stages": [
                {"id": "won", "metadata": {"isClosed": "true", "probability": "1.0"}},
                {"id": "lost", "metadata": {"isClosed": "true", "probability": "0.0"}},
                {"id": "open", "metadata": {"isClosed": "false", "probability": "0.4"}}]})]),
            "/crm/owners/2026-09" => {
                let archived = asked.query.get("archived").map(String::as_str) == Some("true");
                let wanted =
                    |owner: &&Value| owner["archived"].as_bool().unwrap_or(false) == archived;
                page(
                    &self
                        .owners
                        .iter()
                        .filter(wanted)
                        .cloned()
                        .collect::<Vec<_>>(),
                )
            }
            "/crm/properties/2026-09/contacts/lifecyclestage" => Reply::json(
                200,
                &json!({"name": "lifecyclestage", "options": self.stages}),
            ),
            "/marketing/emails/2026-09" => page(&self.emails),
            "/marketing/campaigns/2026-09" => page(&self.campaigns),
            "/marketing/forms/2026-09-beta" => {
                let forms: Vec<Value> = self.forms.keys().map(|id| json!({"id": id})).collect();
                page(&forms)
            }
            path if path.starts_with("/form-integrations/v1/submissions/forms/") => {
                self.submissions(path.rsplit('/').next().unwrap(), asked)
            }
            path if path.ends_with("/budget/totals") => match &self.totals {
                Some(totals) => Reply::json(200, totals),
                None => Reply::refused(404, "OBJECT_NOT_FOUND"),
            },
            "/automation/2026-09-beta/flows" => page(&self.flows),
            "/marketing/emails/2026-09/statistics/list" => Reply::json(
                200,
                &json!({"aggregate": {"counters": {"sent": 200, "delivered": 190, "open": 80}}}),
            ),
            // One mail a day from the span's beginning on.
            "/marketing/emails/2026-09/statistics/histogram" => histogram(asked),
            "/account-info/2026-09/details" => Reply::json(
                200,
                &json!({"portalId": 4711, "timeZone": "Asia/Tokyo", "companyCurrency": "JPY", "uiDomain": "app-eu1.hubspot.com"}),
            ),
            _ => Reply::refused(404, "NOT_FOUND"),
        }
    }

    fn list(
        &self,
        asked: &Asked,
        alive: &BTreeMap<u64, Value>,
        bin: &BTreeMap<u64, Value>,
    ) -> Reply {
        let history = asked.query.contains_key("propertiesWithHistory");
        let limit: usize = asked
            .query
            .get("limit")
            .map_or(10, |limit| limit.parse().unwrap());
        if limit > if history { 50 } else { 100 } {
            return Reply::refused(400, "VALIDATION_ERROR");
        }
        let names: Vec<&str> = asked
            .query
            .get("properties")
            .map(|names| names.split(',').collect())
            .unwrap_or_default();
        let after: u64 = asked
            .query
            .get("after")
            .map_or(0, |after| after.strip_prefix("x").unwrap().parse().unwrap());
        let archived = asked.query.get("archived").map(String::as_str) == Some("true");
        let all = if archived { bin } else { alive };
        let mut rest = all.range(after + 1..);
        let rows: Vec<(u64, Value)> = rest
            .by_ref()
            .take(limit)
            .map(|(id, record)| (*id, shown(*id, record, &names, history)))
            .collect();
        let mut page = json!({"results": rows.iter().map(|(_, row)| row).collect::<Vec<_>>()});
        if let (Some((last, _)), true) = (rows.last(), rest.next().is_some()) {
            page["paging"] = json!({"next": {"after": format!("x{last}")}});
        }
        Reply::json(200, &page)
    }

    fn search(&self, asked: &Asked, all: &BTreeMap<u64, Value>) -> Reply {
        let body = &asked.body;
        let after: usize = body["after"].as_str().unwrap_or("0").parse().unwrap();
        let limit = usize::try_from(body["limit"].as_u64().unwrap()).unwrap();
        if after >= 10_000 || limit > 200 || body["sorts"][0]["propertyName"] != "hs_object_id" {
            return Reply::refused(400, "VALIDATION_ERROR");
        }
        let names: Vec<&str> = body["properties"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let mut found = all
            .range(floor(body) + 1..)
            .filter(|(id, record)| !self.unindexed.contains(id) && matches(**id, record, body))
            .skip(after);
        let rows: Vec<Value> = found
            .by_ref()
            .take(limit)
            .map(|(id, record)| shown(*id, record, &names, false))
            .collect();
        let mut page = json!({"results": rows});
        if found.next().is_some() {
            page["paging"] = json!({"next": {"after": (after + limit).to_string()}});
        }
        Reply::json(200, &page)
    }

    fn submissions(&self, form: &str, asked: &Asked) -> Reply {
        let after: usize = asked
            .query
            .get("after")
            .map_or(0, |after| after.parse().unwrap());
        let limit: usize = asked.query["limit"].parse().unwrap();
        if limit > 50 {
            return Reply::refused(400, "VALIDATION_ERROR");
        }
        let all = &self.forms[form];
        let rows: Vec<Value> = all.iter().skip(after).take(limit).cloned().collect();
        let mut page = json!({"results": rows});
        if after + limit < all.len() {
            page["paging"] = json!({"next": {"after": (after + limit).to_string()}});
        }
        Reply::json(200, &page)
    }

    fn by_address(&self, inputs: &[Value]) -> Reply {
        let found = inputs.iter().filter_map(|input| {
            let (id, record) = self
                .contacts
                .iter()
                .find(|(_, record)| record["properties"]["email"] == input["id"])?;
            Some(shown(*id, record, &["email"], false))
        });
        let rows: Vec<Value> = found.collect();
        Reply::json(207, &json!({"status": "COMPLETE", "results": rows}))
    }

    fn read(&self, asked: &Asked, contacts: bool) -> Reply {
        let inputs = asked.body["inputs"].as_array().unwrap();
        if asked.body["idProperty"] == "email" {
            return self.by_address(inputs);
        }
        let history = asked.body.get("propertiesWithHistory").is_some();
        if inputs.len() > if history { 50 } else { 100 } {
            return Reply::refused(400, "VALIDATION_ERROR");
        }
        let names: Vec<&str> = asked.body["properties"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let all = if contacts {
            &self.contacts
        } else {
            &self.companies
        };
        let (mut rows, mut missing) = (Vec::new(), Vec::new());
        for input in inputs {
            let id: u64 = input["id"].as_str().unwrap().parse().unwrap();
            let id = self
                .moved
                .get(&id)
                .copied()
                .filter(|_| contacts)
                .unwrap_or(id);
            match all.get(&id) {
                Some(record) => rows.push(shown(id, record, &names, history)),
                None => missing.push(id.to_string()),
            }
        }
        let mut page = json!({"status": "COMPLETE", "results": rows});
        if missing.is_empty() {
            return Reply::json(200, &page);
        }
        page["numErrors"] = json!(1);
        page["errors"] = json!([{"status": "error", "category": "OBJECT_NOT_FOUND", "context": {"ids": missing}}]);
        Reply::json(207, &page)
    }

    fn deal_contacts(&self, asked: &Asked) -> Reply {
        let inputs = asked.body["inputs"].as_array().unwrap();
        let ids = inputs
            .iter()
            .map(|input| input["id"].as_str().unwrap().parse::<u64>().unwrap());
        let linked = ids.filter_map(|id| Some((id, self.links.get(&id)?)));
        let rows: Vec<Value> = linked
            .map(|(id, links)| {
                let to: Vec<Value> = links
                    .iter()
                    .map(|id| json!({"toObjectId": id.to_string()}))
                    .collect();
                json!({"from": {"id": id.to_string()}, "to": to})
            })
            .collect();
        Reply::json(
            if rows.len() < inputs.len() { 207 } else { 200 },
            &json!({"status": "COMPLETE", "results": rows}),
        )
    }
}

fn histogram(asked: &Asked) -> Reply {
    let instant = |name: &str| asked.query[name].parse::<Timestamp>().unwrap();
    let (start, end) = (instant("startTimestamp"), instant("endTimestamp"));
    let day = jiff::SignedDuration::from_hours(24);
    let days = std::iter::successors(Some(start), |at| Some(*at + day)).take_while(|at| *at < end);
    let rows: Vec<Value> = days
        .enumerate()
        .map(|(number, at)| {
            json!({"interval": {"start": at.to_string(), "end": (at + day).to_string()},
                "aggregations": {"counters": {"sent": number % 2, "delivered": number % 2, "open": 0}}})
        })
        .collect();
    page(&rows)
}

fn page(rows: &[Value]) -> Reply {
    Reply::json(200, &json!({"results": rows}))
}

/// A record as an answer shows it. What a test put beside `properties` and `history` is shown too.
fn shown(id: u64, record: &Value, names: &[&str], history: bool) -> Value {
    let own = record["properties"].as_object();
    let mut properties: Map<String, Value> = Map::new();
    for name in names {
        let value = own
            .and_then(|own| own.get(*name))
            .cloned()
            .unwrap_or(Value::Null);
        properties.insert((*name).to_owned(), value);
    }
    let mut row = json!({"id": id.to_string(), "properties": properties, "archived": false});
    if history {
        row["propertiesWithHistory"] = json!({"lifecyclestage": record["history"]});
    }
    for (name, value) in record.as_object().into_iter().flatten() {
        if name != "properties" && name != "history" {
            row[name] = value.clone();
        }
    }
    row
}

/// No id at or below this can match.
fn floor(body: &Value) -> u64 {
    let floor = |group: &Value| -> Option<u64> {
        let filters = group["filters"].as_array()?;
        let above = filters
            .iter()
            .find(|filter| filter["propertyName"] == "hs_object_id" && filter["operator"] == "GT");
        above?["value"].as_str()?.parse().ok()
    };
    body["filterGroups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| floor(group).unwrap_or(0))
        .min()
        .unwrap_or(0)
}

fn matches(id: u64, record: &Value, body: &Value) -> bool {
    let holds = |filter: &Value| {
        let property = filter["propertyName"].as_str().unwrap();
        if filter["operator"] == "IN" {
            let values = filter["values"].as_array().expect("a list of texts");
            return values.contains(&record["properties"][property]);
        }
        let wanted = filter["value"]
            .as_str()
            .expect("values of filters are text");
        if filter["operator"] == "EQ" {
            return record["properties"][property] == wanted;
        }
        let wanted: i64 = wanted
            .parse()
            .expect("numbers and instants are whole numbers");
        let own = match property {
            "hs_object_id" => i64::try_from(id).unwrap(),
            _ => match record["properties"][property].as_str() {
                Some(at) => at.parse::<Timestamp>().unwrap().as_millisecond(),
                None => return false,
            },
        };
        match filter["operator"].as_str().unwrap() {
            "GT" => own > wanted,
            "GTE" => own >= wanted,
            "LTE" => own <= wanted,
            other => panic!("unknown operator {other}"),
        }
    };
    let groups = body["filterGroups"].as_array().unwrap();
    groups
        .iter()
        .any(|group| group["filters"].as_array().unwrap().iter().all(holds))
}

async fn answer(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let authorised = request
        .headers()
        .get(header::AUTHORIZATION)
        .is_some_and(|value| *value == format!("Bearer {TOKEN}"));
    let address = reqwest::Url::parse(&format!("http://hubspot{}", request.uri())).unwrap();
    let bytes = to_bytes(request.into_body(), usize::MAX).await.unwrap();
    let asked = Asked {
        path: address.path().to_owned(),
        query: address.query_pairs().into_owned().collect(),
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        at: std::time::Instant::now(),
    };
    let (reply, latency) = {
        let mut account = desk.account.lock().unwrap();
        let reply = if authorised {
            account.answer(&asked)
        } else {
            Reply::refused(401, "INVALID_AUTHENTICATION")
        };
        (reply, account.latency)
    };
    desk.asked.lock().unwrap().push(asked);
    on_the_way(latency).await;
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    for (name, value) in reply.headers {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_str(&value).unwrap(),
        );
    }
    response
}

#[expect(clippy::disallowed_methods, reason = "a network takes its time")]
async fn on_the_way(latency: Duration) {
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
}
