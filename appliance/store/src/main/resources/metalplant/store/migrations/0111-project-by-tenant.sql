CREATE INDEX IF NOT EXISTS project_by_tenant ON project_entity (tenant_id)
