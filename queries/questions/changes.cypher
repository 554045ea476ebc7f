// title = "The largest rises and falls"
// title_zh = "增减最大的项目"
// description = "Projects whose money of the year, as budgeted, differs most from the year before. Only projects of one name in both years: a new, an ended or a renamed project is not here. A unit's disclosure that its department's holds is left out unless the unit is asked for, and of several files one counts."
// description_zh = "与上年相比预算资金增减最大的项目；仅限两年同名的项目，新设、终止或更名的不在其列。其数已含于部门公开内容的单位不计，除非指名该单位；同一内容的多个文件只计其一。"
// order = ["-abs(change_yuan)", "project", "project_id", "department_id"]
//
// [parameters]
// year = { type = "year", required = true, description = "the later of the two years" }
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// unit = { type = "text", description = "the unit whose project it is" }
// project_id = { type = "id", description = "the project" }
// project = { type = "text", description = "its name" }
// before_yuan = { type = "money", unit = "yuan", description = "the money of the year before" }
// after_yuan = { type = "money", unit = "yuan", description = "the money of the year" }
// change_yuan = { type = "money", unit = "yuan", difference = ["after_yuan", "before_yuan"], description = "after less before" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(a:Allocation)-[:OF_PROJECT]->(j:Project)
WHERE d.fiscalYear = $year AND d.stage = 'budget' AND (d.counted OR $department = o.id) AND coalesce($department, o.id) = o.id
WITH o, d, j, a
WHERE NOT coalesce(('allocations' + ' ' + a.document) IN d.repeats, false) AND a.fiscalYear = $year AND a.stage = 'budget' AND coalesce(a.timing, 'current') = 'current'
WITH o, j, sum(a.amountFen) AS after_fen, collect(CASE WHEN a.amountFen IS NULL THEN a.amountYuan END) AS after_rest
MATCH (o)<-[:PUBLISHED_BY]-(e:Disclosure)<-[:STATED_IN]-(b:Allocation)-[:OF_PROJECT]->(j)
WHERE (e.counted OR $department = o.id) AND NOT coalesce(('allocations ' + b.document) IN e.repeats, false)
  AND e.fiscalYear = $year - 1 AND b.fiscalYear = $year - 1 AND e.stage = 'budget' AND b.stage = 'budget'
  AND coalesce(b.timing, 'current') = 'current'
WITH o, j, after_fen, after_rest, sum(b.amountFen) AS before_fen,
     collect(CASE WHEN b.amountFen IS NULL THEN b.amountYuan END) AS before_rest
RETURN o.id AS department_id, o.name AS department, j.unit AS unit, j.id AS project_id, j.name AS project,
       before_fen, before_rest, after_fen, after_rest
