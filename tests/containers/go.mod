module metalplant.invalid/containers

go 1.26

require metalplant.invalid/cockroach v0.0.0

replace metalplant.invalid/cockroach => ../cockroach
