module metalplant.invalid/cockroach

go 1.26
