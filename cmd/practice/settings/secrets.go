package settings

import (
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
)

// secretLimit is how many bytes the file of a secret may have.
const secretLimit = 16 << 10

// ReadSecrets fills the fields of Config that have a variable and no flag. What stands
// on a command line everybody on the machine can read. Beside each variable one that
// ends with _FILE may name a file that has the secret, alone or in its first line.
func (c *Config) ReadSecrets() error {
	fields := reflect.ValueOf(c).Elem()
	for i := range fields.NumField() {
		tag := fields.Type().Field(i).Tag
		if tag.Get("kong") != "-" {
			continue
		}
		secret, err := readSecret(tag.Get("env"))
		if err != nil {
			return err
		}
		fields.Field(i).SetString(secret)
	}
	return nil
}

func readSecret(variable string) (string, error) {
	value, path := os.Getenv(variable), os.Getenv(variable+"_FILE")
	switch {
	case path == "":
		return value, nil
	case value != "":
		return "", fmt.Errorf("%s and %s_FILE are both set; set one of them", variable, variable)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE can't be read: %w", variable, err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, secretLimit))
	if err != nil {
		return "", fmt.Errorf("%s_FILE can't be read: %w", variable, err)
	}
	secret, _, _ := strings.Cut(string(content), "\n")
	if secret = strings.TrimSpace(secret); secret == "" {
		return "", fmt.Errorf("%s_FILE names %s, whose first line is empty", variable, path)
	}
	return secret, nil
}
