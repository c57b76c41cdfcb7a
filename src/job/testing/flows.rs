//! The two flows that a job has to be able to say.

/// Flow A.
pub(crate) const FLOW_A: &str = r#"# Flow A: CSV -> Lambda -> resource upsert -> version conditional -> API#1 -> query -> API#2
name: flow_a
connections:
  pg_main:
    type: postgres
    config:
      url: ${env:PORTL_PG_URL}
  lambda_ingestor:
    type: lambda
    config:
      region: us-east-1
      function_name: ingest
      timeout: 10
      endpoint_url: ${env:PORTL_LAMBDA_URL}
  http_notify:
    type: http
    config:
      base_url: ${env:PORTL_API_URL}
      headers:
        Authorization: "Bearer ${env:API_TOKEN}"

transaction:
  scope: db

steps:
  - id: read_csv
    type: csv.read
    path: resources.csv

  - id: ingest
    type: lambda.invoke
    connection: lambda_ingestor
    batch: {from: "{{ steps.read_csv.rows }}", as: row}
    payload:
      code: "{{ row.code }}"
      row: "{{ row }}"
    returns: {md5: text, category: text, size: int}
    retry: {max_attempts: 4, backoff_ms: 50, retry_on: [connection, timeout, lambda_throttled]}

  - id: resource
    type: db.upsert
    connection: pg_main
    batch: {from: "{{ steps.read_csv.rows }}", as: row}
    table: resources
    key: [code, source]
    mapping:
      code: "{{ row.code }}"
      source: "{{ row.source }}"
      name: "{{ row.name | trim }}"
      price: "{{ row.price | replace(',', '') | decimal }}"
      listed_on: "{{ row.listed_on | date('%Y-%m-%d') }}"
      metadata:
        category: "{{ steps.ingest[idx].category }}"
        size: "{{ steps.ingest[idx].size }}"
      updated_at: "{{ now() }}"

  - id: latest
    type: db.query_one
    connection: pg_main
    batch: {from: "{{ steps.resource }}", as: res}
    query: |
      SELECT id, version_number, status
        FROM resources_versions
       WHERE resource_id = {{ res.id }}
       ORDER BY version_number DESC
       LIMIT 1

  - id: version
    type: conditional
    batch: {from: "{{ steps.resource }}", as: res}
    when: "{{ steps.latest[idx] is none or steps.latest[idx].status == 'published' }}"
    then:
      - id: new_version
        type: db.insert
        connection: pg_main
        table: resources_versions
        mapping:
          resource_id: "{{ res.id }}"
          version_number: "{{ (steps.latest[idx].version_number if steps.latest[idx] else 0) + 1 }}"
          status: draft
          md5: "{{ steps.ingest[idx].md5 }}"
    else:
      - id: same_version
        type: db.update
        connection: pg_main
        table: resources_versions
        where: {id: "{{ steps.latest[idx].id }}"}
        mapping:
          md5: "{{ steps.ingest[idx].md5 }}"
          status: draft
          updated_at: "{{ now() }}"

  - id: announce
    type: api.call
    connection: http_notify
    batch: {from: "{{ steps.resource }}", as: res}
    method: POST
    path: /resources
    idempotency_key: "{{ job.name }}-announce-{{ res.code }}-{{ res.source }}-{{ steps.ingest[idx].md5 }}"
    body:
      resource_id: "{{ res.id }}"
      name: "{{ steps.read_csv.rows[idx].name | trim }}"
      md5: "{{ steps.ingest[idx].md5 }}"
      category: "{{ steps.ingest[idx].category }}"
    retry: {max_attempts: 4, backoff_ms: 50}

  - id: current
    type: db.query_one
    connection: pg_main
    batch: {from: "{{ steps.resource }}", as: res}
    query: |
      SELECT version_number
        FROM resources_versions
       WHERE resource_id = {{ res.id }}
       ORDER BY version_number DESC
       LIMIT 1

  - id: publish
    type: api.call
    connection: http_notify
    batch: {from: "{{ steps.resource }}", as: res}
    when: "{{ steps.current[idx] is not none }}"
    method: POST
    path: /versions
    idempotency_key: "{{ job.name }}-publish-{{ res.code }}-{{ res.source }}-{{ steps.current[idx].version_number }}-{{ steps.ingest[idx].md5 }}"
    body:
      resource_id: "{{ res.id }}"
      version_number: "{{ steps.current[idx].version_number }}"
    retry: {max_attempts: 4, backoff_ms: 50}
"#;

/// Flow B.
pub(crate) const FLOW_B: &str = r#"# Flow B: Lambda -> the same version logic -> API#1 -> query -> API#2, the calls through the outbox
name: flow_b
inputs:
  since: {type: date, default: 2024-01-01}
connections:
  pg_main:
    type: postgres
    config: {url: "${env:PORTL_PG_URL}"}
  lambda_export:
    type: lambda
    config: {region: us-east-1, function_name: export, endpoint_url: "${env:PORTL_LAMBDA_URL}"}
  http_notify:
    type: http
    config: {base_url: "${env:PORTL_API_URL}"}

transaction: {scope: db}

steps:
  - id: export
    type: lambda.invoke
    connection: lambda_export
    payload: {since: "{{ inputs.since }}"}
    returns:
      items: [{code: text, source: text, name: text, md5: text}]

  - id: each
    type: group
    batch: {from: "{{ steps.export.items }}", as: item}
    steps:
      - id: resource
        type: db.upsert
        connection: pg_main
        table: resources
        key: [code, source]
        mapping:
          code: "{{ item.code }}"
          source: "{{ item.source }}"
          name: "{{ item.name | trim }}"
          updated_at: "{{ now() }}"

      - id: latest
        type: db.query_one
        connection: pg_main
        query: |
          SELECT id, version_number, status FROM resources_versions
           WHERE resource_id = {{ steps.resource.id }} ORDER BY version_number DESC LIMIT 1

      - id: version
        type: conditional
        when: "{{ steps.latest is none or steps.latest.status == 'published' }}"
        then:
          - id: new_version
            type: db.insert
            connection: pg_main
            table: resources_versions
            mapping:
              resource_id: "{{ steps.resource.id }}"
              version_number: "{{ (steps.latest.version_number if steps.latest else 0) + 1 }}"
              status: draft
              md5: "{{ item.md5 }}"
        else:
          - id: same_version
            type: db.update
            connection: pg_main
            table: resources_versions
            where: {id: "{{ steps.latest.id }}"}
            mapping: {md5: "{{ item.md5 }}", status: draft, updated_at: "{{ now() }}"}

      - id: announce
        type: api.call
        connection: http_notify
        delivery: outbox
        method: POST
        path: /resources
        idempotency_key: "{{ job.name }}-announce-{{ item.code }}-{{ item.source }}-{{ item.md5 }}"
        body: {resource_id: "{{ steps.resource.id }}", md5: "{{ item.md5 }}"}

      - id: current
        type: db.query_one
        connection: pg_main
        query: |
          SELECT version_number FROM resources_versions
           WHERE resource_id = {{ steps.resource.id }} ORDER BY version_number DESC LIMIT 1

      - id: publish
        type: api.call
        connection: http_notify
        delivery: outbox
        when: "{{ steps.current is not none }}"
        method: POST
        path: /versions
        idempotency_key: "{{ job.name }}-publish-{{ item.code }}-{{ item.source }}-{{ steps.current.version_number }}-{{ item.md5 }}"
        body:
          resource_id: "{{ steps.resource.id }}"
          version_number: "{{ steps.current.version_number }}"
"#;
