// Package samples reads what plantctl sample writes with the very types that it is of: a field that they do not have is an error.
package samples

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	gardener "github.com/gardener/gardener/pkg/apis/core/v1beta1"
	metal "github.com/metal-stack/gardener-extension-provider-metal/pkg/apis/metal/v1alpha1"
	storage "k8s.io/api/storage/v1"
	cluster "sigs.k8s.io/cluster-api/api/v1beta1"
	bootstrap "sigs.k8s.io/cluster-api/bootstrap/kubeadm/api/v1beta1"
	controlplane "sigs.k8s.io/cluster-api/controlplane/kubeadm/api/v1beta1"
	"sigs.k8s.io/yaml"
)

type head struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name string `json:"name"`
	} `json:"metadata"`
}

func strict(t *testing.T, document []byte, into any) {
	t.Helper()
	if err := yaml.UnmarshalStrict(document, into); err != nil {
		t.Fatalf("%v\n%s", err, document)
	}
}

func documents(t *testing.T, name string) [][]byte {
	t.Helper()
	text, err := os.ReadFile("golden/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for _, part := range bytes.Split(text, []byte("---\n")) {
		if len(bytes.TrimSpace(part)) > 0 {
			all = append(all, part)
		}
	}
	if len(all) == 0 {
		t.Fatal(errors.Join(errors.New("no documents in "+name), io.ErrUnexpectedEOF))
	}
	return all
}

func TestAShootIsOneOfGardenersAndOfItsExtensions(t *testing.T) {
	all := documents(t, "gardener-shoot.yaml")
	var shoot gardener.Shoot
	strict(t, all[0], &shoot)
	if got := len(shoot.Spec.Provider.Workers); got != 3 {
		t.Fatalf("%d pools of workers", got)
	}
	for _, worker := range shoot.Spec.Provider.Workers {
		if len(worker.Zones) != 1 || worker.Minimum != 2 || len(worker.Name) > 15 {
			t.Fatalf("pool %+v", worker)
		}
	}
	var infrastructure metal.InfrastructureConfig
	strict(t, shoot.Spec.Provider.InfrastructureConfig.Raw, &infrastructure)
	if infrastructure.PartitionID != "fra_itx_01" || infrastructure.Kind != "InfrastructureConfig" {
		t.Fatalf("%+v", infrastructure)
	}
	var plane metal.ControlPlaneConfig
	strict(t, shoot.Spec.Provider.ControlPlaneConfig.Raw, &plane)
}

func TestManifestsAreOfClusterAPI(t *testing.T) {
	deployments := 0
	for _, document := range documents(t, "cluster-api.yaml") {
		var its head
		if err := yaml.Unmarshal(document, &its); err != nil || its.Metadata.Name == "" {
			t.Fatalf("%v %+v", err, its)
		}
		switch its.APIVersion + " " + its.Kind {
		case cluster.GroupVersion.String() + " Cluster":
			strict(t, document, &cluster.Cluster{})
		case cluster.GroupVersion.String() + " MachineDeployment":
			var deployment cluster.MachineDeployment
			strict(t, document, &deployment)
			if domain := deployment.Spec.Template.Spec.FailureDomain; domain == nil || *domain == "" {
				t.Fatal("a deployment is nowhere")
			}
			deployments++
		case controlplane.GroupVersion.String() + " KubeadmControlPlane":
			strict(t, document, &controlplane.KubeadmControlPlane{})
		case bootstrap.GroupVersion.String() + " KubeadmConfigTemplate":
			strict(t, document, &bootstrap.KubeadmConfigTemplate{})
		default:
			// Types of the provider for metal-stack are in no module that can be had: only that it is one of them is looked at.
			if !strings.HasPrefix(its.APIVersion, "infrastructure.cluster.x-k8s.io/v1alpha1") || !strings.HasPrefix(its.Kind, "MetalStack") {
				t.Fatalf("%s %s is nothing that is known", its.APIVersion, its.Kind)
			}
		}
	}
	if deployments != 3 {
		t.Fatalf("%d deployments", deployments)
	}
}

func TestStorageStaysInItsZone(t *testing.T) {
	all := documents(t, "storageclass.yaml")
	if len(all) != 4 {
		t.Fatalf("%d classes", len(all))
	}
	for i, document := range all {
		var class storage.StorageClass
		strict(t, document, &class)
		terms := class.AllowedTopologies[0].MatchLabelExpressions
		if terms[0].Key != "topology.kubernetes.io/zone" || (len(terms[0].Values) == 1) != (i > 0) {
			t.Fatalf("%+v", class.AllowedTopologies)
		}
	}
}

func TestAFieldThatNobodyKnowsIsSeen(t *testing.T) {
	err := yaml.UnmarshalStrict([]byte("apiVersion: storage.k8s.io/v1\nkind: StorageClass\nzones: [a]\n"), &storage.StorageClass{})
	if err == nil {
		t.Fatal("strict is not strict")
	}
}
