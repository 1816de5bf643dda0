package api

import "context"

type usageJSON struct {
	StorageBytes      int64 `json:"storage_bytes" doc:"What your recordings take, and at most what is on its way in."`
	StorageQuotaBytes int64 `json:"storage_quota_bytes,omitempty" doc:"What they may take; absent for no bound."`
	Rooms             int   `json:"rooms" doc:"Your sessions that have not ended. A lobby that never starts counts for a day."`
	RoomsQuota        int   `json:"rooms_quota,omitempty" doc:"How many there may be; absent for no bound."`
}

type usageOutput struct{ Body usageJSON }

// GetUsage tells the caller what they have here, and what they may.
func (a *API) GetUsage(ctx context.Context, _ *struct{}) (*usageOutput, error) {
	usage, err := a.config.Store.Usage(ctx, callerOf(ctx).ID, a.config.Clock())
	if err != nil {
		return nil, err
	}
	quotas := a.config.Quotas
	return &usageOutput{Body: usageJSON{usage.Bytes(), quotas.Storage, usage.Rooms, quotas.Rooms}}, nil
}
