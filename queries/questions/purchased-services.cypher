// title = "Services that departments may buy"
// title_zh = "政府购买服务目录"
// description = "The entries of the directories of purchased services, and how many disclosures list each."
// description_zh = "政府购买服务目录各条目及列示该条目的公开文件数。"
// order = ["code", "name", "depth"]
//
// [parameters]
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// code = { type = "text", description = "the code of the entry" }
// name = { type = "text", description = "its name" }
// depth = { type = "integer", description = "its level, from 1" }
// disclosures = { type = "integer", description = "how many disclosures list it" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(s:PurchasedService)
WHERE coalesce($department, o.id) = o.id AND coalesce($year, d.fiscalYear) = d.fiscalYear
RETURN s.code AS code, s.name AS name, s.depth AS depth, count(DISTINCT d.id) AS disclosures
